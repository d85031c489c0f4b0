// The recorder's part in the browser: it sends mono 16-bit WAV, and shows what Python answers.

const LARGEST_FILE_MB = 20;
const UPLOAD_RATE = 44100;

const WORKLET = `
registerProcessor("course-recorder", class extends AudioWorkletProcessor {
  process([input]) {
    if (input.length) this.port.postMessage(input[0].slice());
    return true;
  }
});`;

const REFUSALS = {
  NotAllowedError:
    "The browser may not use the microphone. Allow it at the left end of the address bar " +
    "(and in the system's privacy settings), then press Record again.",
  NotFoundError: "No microphone was found. Plug one in, or upload a recording.",
  NotReadableError: "The microphone is in use by another program. Close that one and try again.",
};

const HTML = `
  <div class="controls">
    <button type="button" class="record">Record</button>
    <meter min="0" max="1" low="0.3" high="0.98" optimum="0.6" aria-label="level"></meter>
    <span class="left" role="timer"></span>
    <label class="upload">or upload a recording
      <input type="file" accept="audio/*,.wav,.flac,.mp3,.m4a,.ogg">
    </label>
  </div>
  <p class="status" role="status" aria-live="polite"></p>
  <audio controls hidden aria-label="your recording"></audio>`;

function wavOf(samples, rate) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, word) => [...word].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((x, i) => {
    const level = Math.round(32768 * x);
    view.setInt16(44 + 2 * i, Math.max(-32768, Math.min(32767, level)), true);
  });
  return view.buffer;
}

function joined(blocks, longest) {
  const length = blocks.reduce((n, block) => n + block.length, 0);
  const samples = new Float32Array(length);
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  return samples.subarray(0, longest);
}

// From -60 dB below full scale, 0, to full scale, 1
function levelOf(block) {
  const peak = block.reduce((highest, x) => Math.max(highest, Math.abs(x)), 1e-6);
  return Math.max(0, 1 + Math.log10(peak) / 3);
}

async function openMicrophone() {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Error(
      "This page may not use the microphone: the browser allows it only at an address that " +
        "begins with https:// or http://localhost. Upload a recording instead.",
    );
  }
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, ...raw } });
  } catch (error) {
    throw new Error(REFUSALS[error.name] ?? `The microphone cannot be used: ${error.message}`);
  }
}

async function listen(stream, onBlock) {
  const context = new AudioContext({ latencyHint: "playback" }); // larger buffers: fewer gaps
  const module = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
  try {
    await context.audioWorklet.addModule(module);
  } catch (error) {
    context.close();
    throw error;
  } finally {
    URL.revokeObjectURL(module);
  }
  const mono = { channelCount: 1, channelCountMode: "explicit", numberOfOutputs: 0 };
  const node = new AudioWorkletNode(context, "course-recorder", mono);
  node.port.onmessage = ({ data }) => onBlock(data);
  context.createMediaStreamSource(stream).connect(node);
  await context.resume();
  return context;
}

async function decode(file) {
  if (file.size > LARGEST_FILE_MB * 1e6) {
    const size = Math.round(file.size / 1e6);
    throw new Error(`${file.name} is too large: ${size} MB; at most ${LARGEST_FILE_MB} MB.`);
  }
  let sound;
  try {
    const context = new OfflineAudioContext(1, 1, UPLOAD_RATE);
    sound = await context.decodeAudioData(await file.arrayBuffer());
  } catch {
    throw new Error(
      `${file.name} holds no sound that this browser can read. WAV, FLAC and MP3 work in most.`,
    );
  }
  const channels = Array.from({ length: sound.numberOfChannels }, (_, c) =>
    sound.getChannelData(c),
  );
  return channels[0].map((_, i) => channels.reduce((sum, x) => sum + x[i], 0) / channels.length);
}

function render({ model, el }) {
  const seconds = model.get("seconds");
  el.classList.add("course-recorder");
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "voice recorder");
  el.innerHTML = HTML;
  const find = (selector) => el.querySelector(selector);
  const [button, meter, left] = [find(".record"), find("meter"), find(".left")];
  const [upload, status, audio] = [find("input"), find(".status"), find("audio")];
  let recording = null; // { stream, context, blocks, frames }
  let closed = false;

  function say(text, problem = false) {
    status.textContent = text;
    status.classList.toggle("problem", problem);
  }

  function show(mode) {
    button.textContent = mode === "recording" ? "Stop" : "Record";
    button.classList.toggle("recording", mode === "recording");
    button.setAttribute("aria-disabled", mode === "busy"); // truly disabled, it would lose focus
    upload.disabled = mode !== "idle";
    if (mode !== "recording") meter.value = 0;
    if (mode !== "recording") left.textContent = "";
  }

  function send(samples, rate, note = "") {
    const wav = wavOf(samples, rate);
    URL.revokeObjectURL(audio.src);
    audio.src = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
    audio.hidden = false;
    say(`${note}${(samples.length / rate).toFixed(1)} s were sent to Python; it listens.`);
    model.send({ kind: "recording" }, undefined, [wav]);
  }

  function release() {
    const ended = recording;
    recording = null;
    ended?.stream.getTracks().forEach((track) => track.stop());
    ended?.context?.close();
    return ended;
  }

  function stop() {
    const { blocks, context } = release();
    show("idle");
    send(joined(blocks, seconds * context.sampleRate), context.sampleRate);
  }

  function hear(block) {
    if (!recording) return;
    recording.blocks.push(block);
    recording.frames += block.length;
    meter.value = levelOf(block);
    const remaining = seconds - recording.frames / recording.context.sampleRate;
    left.textContent = `${Math.ceil(Math.max(0, remaining))} s left`;
    if (remaining <= 0) stop();
  }

  async function start() {
    show("busy");
    say("Waiting for the microphone.");
    try {
      const stream = await openMicrophone();
      recording = { stream, context: null, blocks: [], frames: 0 };
      const context = await listen(stream, (block) => recording?.context && hear(block));
      recording.context = context;
      if (closed) return void release();
      say(`Recording, up to ${seconds} s.`);
      show("recording");
    } catch (error) {
      release();
      show("idle");
      say(error.message, true);
    }
  }

  async function take(file) {
    show("busy");
    say(`Reading ${file.name}.`);
    try {
      const samples = await decode(file);
      const longest = seconds * UPLOAD_RATE;
      const length = (samples.length / UPLOAD_RATE).toFixed(1);
      const cut = samples.length > longest;
      const note = cut ? `${file.name} lasts ${length} s; only its beginning is used: ` : "";
      send(samples.subarray(0, longest), UPLOAD_RATE, note);
    } catch (error) {
      say(error.message, true);
    } finally {
      upload.value = "";
      show("idle");
    }
  }

  function press() {
    if (recording?.context) stop();
    else if (button.getAttribute("aria-disabled") === "false") start();
  }

  const answer = ({ text, problem }) => say(text, problem);
  button.addEventListener("click", press);
  upload.addEventListener("change", () => upload.files.length && take(upload.files[0]));
  model.on("msg:custom", answer);
  show("idle");
  say(`Press Record and speak, for up to ${seconds} s. Your voice goes to your Python only.`);

  return () => {
    closed = true;
    release();
    model.off("msg:custom", answer);
    URL.revokeObjectURL(audio.src);
  };
}

export default { render };
