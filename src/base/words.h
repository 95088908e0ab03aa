/* Last words: what a program says when its Lua can't. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

/*
 * A line "program: text" on standard error. `text` may quote anything, so what
 * isn't plain ASCII is shown as \x1B, and the line has an end.
 */
void tick_last_words(const char *program, const char *text);

#endif
