#include "desktop/x11/keys.h"

#include <stddef.h>

enum { USAGES = 0x100, ATTEMPTS = 2 };

/* The HID usage tables' page 7 beside the names in XKB's keycodes; letters are named by where they are (AC01
 * is where the US layout has A), as HID does too. 0x31 and 0x32 are the same key on keyboards of different
 * countries. */
/* clang-format off */
static const char *const names[USAGES][ATTEMPTS] = {
	[0x04] = {"AC01"}, [0x05] = {"AB05"}, [0x06] = {"AB03"}, [0x07] = {"AC03"}, [0x08] = {"AD03"},
	[0x09] = {"AC04"}, [0x0A] = {"AC05"}, [0x0B] = {"AC06"}, [0x0C] = {"AD08"}, [0x0D] = {"AC07"},
	[0x0E] = {"AC08"}, [0x0F] = {"AC09"}, [0x10] = {"AB07"}, [0x11] = {"AB06"}, [0x12] = {"AD09"},
	[0x13] = {"AD10"}, [0x14] = {"AD01"}, [0x15] = {"AD04"}, [0x16] = {"AC02"}, [0x17] = {"AD05"},
	[0x18] = {"AD07"}, [0x19] = {"AB04"}, [0x1A] = {"AD02"}, [0x1B] = {"AB02"}, [0x1C] = {"AD06"},
	[0x1D] = {"AB01"}, [0x1E] = {"AE01"}, [0x1F] = {"AE02"}, [0x20] = {"AE03"}, [0x21] = {"AE04"},
	[0x22] = {"AE05"}, [0x23] = {"AE06"}, [0x24] = {"AE07"}, [0x25] = {"AE08"}, [0x26] = {"AE09"},
	[0x27] = {"AE10"}, [0x28] = {"RTRN"}, [0x29] = {"ESC"}, [0x2A] = {"BKSP"}, [0x2B] = {"TAB"},
	[0x2C] = {"SPCE"}, [0x2D] = {"AE11"}, [0x2E] = {"AE12"}, [0x2F] = {"AD11"}, [0x30] = {"AD12"},
	[0x31] = {"BKSL", "AC12"}, [0x32] = {"BKSL", "AC12"}, [0x33] = {"AC10"}, [0x34] = {"AC11"},
	[0x35] = {"TLDE"}, [0x36] = {"AB08"}, [0x37] = {"AB09"}, [0x38] = {"AB10"}, [0x39] = {"CAPS"},
	[0x3A] = {"FK01"}, [0x3B] = {"FK02"}, [0x3C] = {"FK03"}, [0x3D] = {"FK04"}, [0x3E] = {"FK05"},
	[0x3F] = {"FK06"}, [0x40] = {"FK07"}, [0x41] = {"FK08"}, [0x42] = {"FK09"}, [0x43] = {"FK10"},
	[0x44] = {"FK11"}, [0x45] = {"FK12"}, [0x46] = {"PRSC", "SYRQ"}, [0x47] = {"SCLK"},
	[0x48] = {"PAUS", "BRK"}, [0x49] = {"INS"}, [0x4A] = {"HOME"}, [0x4B] = {"PGUP"}, [0x4C] = {"DELE"},
	[0x4D] = {"END"}, [0x4E] = {"PGDN"}, [0x4F] = {"RGHT"}, [0x50] = {"LEFT"}, [0x51] = {"DOWN"},
	[0x52] = {"UP"}, [0x53] = {"NMLK"}, [0x54] = {"KPDV"}, [0x55] = {"KPMU"}, [0x56] = {"KPSU"},
	[0x57] = {"KPAD"}, [0x58] = {"KPEN"}, [0x59] = {"KP1"}, [0x5A] = {"KP2"}, [0x5B] = {"KP3"},
	[0x5C] = {"KP4"}, [0x5D] = {"KP5"}, [0x5E] = {"KP6"}, [0x5F] = {"KP7"}, [0x60] = {"KP8"},
	[0x61] = {"KP9"}, [0x62] = {"KP0"}, [0x63] = {"KPDL"}, [0x64] = {"LSGT"}, [0x65] = {"COMP", "MENU"},
	[0x66] = {"POWR"}, [0x67] = {"KPEQ"}, [0x68] = {"FK13"}, [0x69] = {"FK14"}, [0x6A] = {"FK15"},
	[0x6B] = {"FK16"}, [0x6C] = {"FK17"}, [0x6D] = {"FK18"}, [0x6E] = {"FK19"}, [0x6F] = {"FK20"},
	[0x70] = {"FK21"}, [0x71] = {"FK22"}, [0x72] = {"FK23"}, [0x73] = {"FK24"}, [0x75] = {"HELP"},
	[0x76] = {"I147", "PROP"}, [0x78] = {"STOP"}, [0x79] = {"AGAI"}, [0x7A] = {"UNDO"}, [0x7B] = {"CUT"},
	[0x7C] = {"COPY"}, [0x7D] = {"PAST"}, [0x7E] = {"FIND"}, [0x7F] = {"MUTE"}, [0x80] = {"VOL+"},
	[0x81] = {"VOL-"}, [0x85] = {"I129", "KPPT"}, [0x87] = {"AB11", "RO"}, [0x88] = {"HKTG"},
	[0x89] = {"AE13"}, [0x8A] = {"HENK"}, [0x8B] = {"MUHE", "NFER"}, [0x8C] = {"JPCM"}, [0x90] = {"HNGL"},
	[0x91] = {"HJCV"}, [0x92] = {"KATA"}, [0x93] = {"HIRA"}, [0xE0] = {"LCTL"}, [0xE1] = {"LFSH"},
	[0xE2] = {"LALT"}, [0xE3] = {"LWIN", "LMTA"}, [0xE4] = {"RCTL"}, [0xE5] = {"RTSH"},
	[0xE6] = {"RALT", "LVL3"}, [0xE7] = {"RWIN", "RMTA"},
};
/* clang-format on */

const char *keys_name(unsigned usage, unsigned attempt)
{
	return usage < USAGES && attempt < ATTEMPTS ? names[usage][attempt] : NULL;
}
