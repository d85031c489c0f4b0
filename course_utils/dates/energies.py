"""What a training asks of attention: the gradient of the loss by the energies.

Nobody says where to look. The loss of the characters reaches each energy through the context, and
its gradient says which places would have lowered the loss, had their weight been larger.
"""

from collections.abc import Callable

import numpy as np

from course_utils.backend import keras
from course_utils.dates.characters import one_hot
from course_utils.dates.training import DateIds
from course_utils.decoding.attention import one_step_attention


def energy_gradients(
    model, dates: DateIds, *, one_step_attention: Callable = one_step_attention
) -> np.ndarray:
    """The gradient of each date's loss by the energies of all steps and places.

    A nudge of 0 is added to every energy. With all other weights fixed, one step of gradient
    descent at the rate 1 changes the nudges by minus the gradient, on any backend.

    Args:
        model: As from `build_date_translator`; it stays as it is.
        dates: At least one.
        one_step_attention: The function that the model was built with.

    Returns:
        (dates, Ty, Tx): by how much the loss, in nats of the whole date, grows for each unit that
        is added to an energy. Where it is negative, gradient descent raises the energy.
    """
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    copy.trainable = False
    nudged = _Nudged(copy, len(dates.texts), one_step_attention)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    nudged.compile(keras.optimizers.SGD(1.0), loss, run_eagerly=True)
    nudged.train_on_batch(one_hot(dates.texts, model.input_shape[-1]), dates.isos)
    return -keras.ops.convert_to_numpy(nudged.nudges)


class _Nudged(keras.Model):
    """A translator of a fixed number of dates, with a number added to each energy."""

    def __init__(self, model, n_dates: int, one_step_attention: Callable):
        super().__init__()
        self.model, self.one_step_attention = model, one_step_attention
        shape = (n_dates, model.output_shape[1], model.input_shape[1])
        self.nudges = self.add_weight(shape=shape, initializer="zeros", name="nudges")

    def call(self, x):
        encoder, decoder, to_logits = map(self.model.get_layer, ("encoder", "decoder", "to_logits"))
        a = encoder(x)
        s = c = keras.ops.zeros((len(x), decoder.units))
        logits = []
        for step in range(self.nudges.shape[1]):
            context, _ = self.one_step_attention(a, s, _NudgedLayers(self, step))
            _, s, c = decoder(context, initial_state=[s, c])
            logits.append(to_logits(s))
        return keras.ops.stack(logits, axis=1)


class _NudgedLayers:
    """The two layers of attention in one step."""

    def __init__(self, nudged: _Nudged, step: int):
        self.hidden = nudged.model.get_layer("hidden")
        self._energy = nudged.model.get_layer("energy")
        self._nudges = nudged.nudges[:, step, :, None]

    def energy(self, hidden):
        """Energies (batch, Tx, 1), nudged."""
        return self._energy(hidden) + self._nudges
