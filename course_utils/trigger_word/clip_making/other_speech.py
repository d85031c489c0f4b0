"""Other speech for the negatives: common words and short sentences."""

_WORDS = """
above accident across actually after against airplane along although always angry animal answer
apple april around arrive bad banana battery beach beautiful because before begin behind believe
below best better between bicycle big bird birthday black blood blue body bread breakfast bridge
brother butter button calendar camera car cat chair cheese child chocolate city clean close coffee
cold computer country decide definitely different difficult dinner dirty doctor dog door down dry
during early easy education eight elephant eleven email empty engine english evening exactly
example explain family fast father finger finish fire fish five flower forest forget four french
friday friend full furniture garden general german glass go good government great green hand happy
head health heart heavy hello history holiday horse hospital hot hotel house however hundred hungry
imagination imagine important information internet island january kangaroo keyboard kitchen
laboratory lamp language large late left letter light little lunch machine man march market
mathematics maybe medicine message mirror monday money morning mother mountain mouse movie music
nature network never new night nine no number october off office often okay old on one open orange
paper pause pencil people pepper perhaps person picture play please police possible potato private
problem program public question quick radio reason red remember restaurant right river road russian
sad salt school science screen seven shoulder sister six slow small sometimes sorry spanish special
start station stomach stop story street student sugar sunday system table teacher telephone
television temperature ten thanks therefore thirsty thousand three tired today tomato tomorrow
train travel tree twelve twenty two umbrella understand university up video warm water weather wet
wheel white window without woman wonderful yellow yes yesterday young
"""

COMMON_WORDS = tuple(_WORDS.split())

SENTENCES = (
    "what time is it now",
    "turn on the lights in the kitchen",
    "how is the weather going to be",
    "I would like a cup of tea",
    "where did you put my keys",
    "the train to the coast leaves at nine",
    "she sells fruit at the market",
    "call me when you get home",
    "we had a good time yesterday",
    "set a timer for ten minutes",
    "can you hear me over there",
    "there is a cat on the roof",
    "I am not sure about that",
    "let us go for a walk",
    "he never answers his phone",
    "open the window a little",
    "read me the news of today",
    "how far is it to the station",
    "it rained the whole afternoon",
    "my brother lives in another town",
    "what would you like for dinner",
    "the meeting was moved to Thursday",
    "please close the door behind you",
    "do you know a good restaurant",
    "the children are playing outside",
    "I forgot my umbrella again",
    "this is the best soup I ever had",
    "who is coming to the party",
    "put the book back on the shelf",
    "we are running out of milk",
    "the film starts in half an hour",
    "can I ask you a question",
    "nobody told me about it",
    "my shoes are still wet",
    "there is too much noise in here",
    "it takes about twenty minutes by bus",
    "did you see the game last night",
    "she plays the piano very well",
    "the doctor will see you now",
    "take the second street on the left",
    "how much does this one cost",
    "I have never been to Portugal",
    "the computer is slow this morning",
    "please speak a little louder",
    "let me think about it",
    "our neighbors have a new dog",
    "he wants to become a teacher",
    "the soup needs more salt",
    "when is your birthday",
    "I will be back in a moment",
    "the museum is closed on Mondays",
    "they built a house near the lake",
    "remind me to water the plants",
    "that was not what I meant",
    "could you pass me the bread",
    "the lesson begins at eight",
    "my phone is almost out of power",
    "she is reading a long letter",
    "everything will be all right",
    "the wind blew the papers away",
    "we need two more chairs",
    "I can hardly believe it",
    "who left the lights on",
    "the bakery opens at six",
    "do not wait for me",
    "he told us a funny story",
    "it is getting dark outside",
    "the answer is on the next page",
    "what is the name of that song",
    "they walked along the river",
)
