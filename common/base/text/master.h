/* Sentences of: master. TEXT(id, English, German); included by list.h alone, several times. */
/* clang-format off */
/* clang-format on */
