"""Who writes which kind of letter that waits in the queue, one line a kind: the post knows nobody."""

from village.post.queue import Writer
from village.surveys.writing import QUESTIONNAIRE, write_to_parent

LETTERS: dict[str, Writer] = {
    QUESTIONNAIRE: write_to_parent,  # the key of an invitation
}
