/* The watch on the computer's addresses, with what Windows does for it in the test's hands. */
#include "support/unit.h"

#include "carrier/network.h"

/* clang-format off: this order */
#include <iphlpapi.h>
#include <winsock2.h>
/* clang-format on */

enum { LATE_MS = 60 };

static struct {
	OVERLAPPED *request; /* the one under way */
	bool is_ended;       /* and Windows does not write into it any more */
	HANDLE thread;
} fake;

DWORD WINAPI NotifyAddrChange(PHANDLE handle, LPOVERLAPPED request)
{
	*handle = NULL;
	fake.request = request;
	return ERROR_IO_PENDING;
}

static DWORD WINAPI end_late(void *request)
{
	OVERLAPPED *overlapped = request;
	Sleep(LATE_MS);
	overlapped->Internal = 0;
	fake.is_ended = true;
	SetEvent(overlapped->hEvent);
	return 0;
}

WINBOOL WINAPI CancelIPChangeNotify(LPOVERLAPPED request)
{
	assert_ptr_equal(request, fake.request);
	fake.thread = CreateThread(NULL, 0, end_late, request, 0, NULL);
	return TRUE;
}

static void a_request_is_kept_until_windows_has_ended_it(void **state)
{
	struct wake *wake = wake_create();
	(void)state;
	struct network *network = network_create(wake);
	assert_non_null(network);
	network_destroy(network);
	assert_true(fake.is_ended);
	WaitForSingleObject(fake.thread, INFINITE);
	CloseHandle(fake.thread);
	wake_destroy(wake);
}

static void a_change_is_told_once_and_watched_for_again(void **state)
{
	struct wake *wake = wake_create();
	(void)state;
	struct network *network = network_create(wake);
	assert_false(network_has_changed(network));
	HANDLE event = fake.request->hEvent;
	fake.request = NULL;
	SetEvent(event);
	assert_int_equal(wake_wait(wake, NULL, 0, 5000), RESULT_OK);
	assert_true(network_has_changed(network));
	assert_false(network_has_changed(network));
	assert_non_null(fake.request);
	network_destroy(network);
	WaitForSingleObject(fake.thread, INFINITE);
	CloseHandle(fake.thread);
	wake_destroy(wake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_kept_until_windows_has_ended_it),
		cmocka_unit_test(a_change_is_told_once_and_watched_for_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
