#include "base/brand.h"

#include <windows.h>

enum result brand_read(struct buffer *into)
{
	HRSRC found = FindResourceW(NULL, L"LOTSE_BRAND", (LPCWSTR)RT_RCDATA);
	HGLOBAL loaded = found ? LoadResource(NULL, found) : NULL;
	const uint8_t *data = loaded ? LockResource(loaded) : NULL;
	if (!data)
		return RESULT_NEED_MORE;
	return buffer_append(into, (struct bytes){data, SizeofResource(NULL, found)});
}
