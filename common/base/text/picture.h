/* Sentences of: the figures over somebody's screen. TEXT(id, English, German); included by list.h alone,
 * several times. */
/* clang-format off */
TEXT(TEXT_FIGURES_RATE, "%d.%d new pictures a second, %d kbit/s", "%d,%d neue Bilder je Sekunde, %d kbit/s")
TEXT(TEXT_FIGURES_DELAY, "Delay over the shortest: %d ms, at most %d ms", "Verzögerung über der kürzesten: %d ms, höchstens %d ms")
TEXT(TEXT_FIGURES_STILL, "Nothing new for two seconds", "Seit zwei Sekunden nichts Neues")
TEXT(TEXT_FIGURES_WAY, "To the relay and back: %d ms", "Zum Vermittlungsserver und zurück: %d ms")
TEXT(TEXT_FIGURES_EXACT, "Exact: %d.%d %%", "Exakt: %d,%d %%")
TEXT(TEXT_FIGURES_PHOTO, "Exact, coded as a photo: %d.%d %%", "Exakt, als Foto codiert: %d,%d %%")
TEXT(TEXT_FIGURES_VP8, "VP8, not exact: %d.%d %%", "VP8, nicht exakt: %d,%d %%")
TEXT(TEXT_FIGURES_KEY, "Ctrl+Shift+F11 hides this", "Strg+Umschalt+F11 blendet dies aus")
/* clang-format on */
