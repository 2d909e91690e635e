/* A key store of the system's for a test alone. */
#ifndef LOTSE_TEST_KEY_STORE_H
#define LOTSE_TEST_KEY_STORE_H

/* First thing in main. Where there is none of the program's own (posix: a session bus with gnome-keyring on
 * it, unlocked, its files in a folder that goes), the program begins again with one, and this does not
 * return; -1: it can't. On Windows the Credential Manager is always there. */
int key_store_need(char **arguments);

#endif
