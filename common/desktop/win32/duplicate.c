/* The interfaces' ids are made here, not taken from a library that older Windows has not. */
#define INITGUID
#define COBJMACROS
#include "desktop/win32/duplicate.h"

#include "base/log.h"
#include "base/win32/library.h"

#include <d3d11.h>
#include <dxgi1_2.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

enum { RECTS_MAX = 512, FRAMES_MAX = 4 /* of one poll */ };

struct duplicate {
	struct rect area; /* in the copy */
	ID3D11Device *device;
	ID3D11DeviceContext *context;
	IDXGIOutputDuplication *duplication;
	ID3D11Texture2D *staging; /* where the processor may read; made with the first frame */
	bool is_whole;            /* all of it was taken once */
	union {
		RECT dirty[RECTS_MAX];
		DXGI_OUTDUPL_MOVE_RECT moved[RECTS_MAX];
	} rects;
};

typedef HRESULT(WINAPI *make_factory)(REFIID, void **);

static make_factory find_factory(void)
{
	HMODULE library = library_open(L"dxgi.dll"); /* stays */
	return library == NULL ? NULL : (make_factory)(void *)GetProcAddress(library, "CreateDXGIFactory1");
}

static PFN_D3D11_CREATE_DEVICE find_device(void)
{
	HMODULE library = library_open(L"d3d11.dll");
	return library == NULL ? NULL
	                       : (PFN_D3D11_CREATE_DEVICE)(void *)GetProcAddress(library, "D3D11CreateDevice");
}

/* --- opening
 * --------------------------------------------------------------------------------------------------- */

static enum result duplicate_output(struct duplicate *duplicate, IDXGIAdapter1 *adapter, IDXGIOutput *output)
{
	IDXGIOutput1 *output1 = NULL;
	PFN_D3D11_CREATE_DEVICE create = find_device();
	if (create == NULL || FAILED(IDXGIOutput_QueryInterface(output, &IID_IDXGIOutput1, (void **)&output1)))
		return RESULT_UNSUPPORTED;
	if (FAILED(create((IDXGIAdapter *)adapter, D3D_DRIVER_TYPE_UNKNOWN, NULL, 0, NULL, 0, D3D11_SDK_VERSION,
	                  &duplicate->device, NULL, &duplicate->context))) {
		IDXGIOutput1_Release(output1);
		return RESULT_LOST;
	}
	HRESULT result =
		IDXGIOutput1_DuplicateOutput(output1, (IUnknown *)duplicate->device, &duplicate->duplication);
	IDXGIOutput1_Release(output1);
	if (FAILED(result))
		log_info("desktop", "Windows does not record this monitor: %08lx", (unsigned long)result);
	if (result == E_NOTIMPL || result == DXGI_ERROR_UNSUPPORTED)
		return RESULT_UNSUPPORTED;
	return SUCCEEDED(result) ? RESULT_OK : RESULT_LOST;
}

/* Only what needs no turning and no other colours. */
static bool is_plain(const DXGI_OUTPUT_DESC *desc, const struct duplicate *duplicate)
{
	DXGI_OUTDUPL_DESC about;
	IDXGIOutputDuplication_GetDesc(duplicate->duplication, &about);
	bool is_turned =
		desc->Rotation != DXGI_MODE_ROTATION_IDENTITY && desc->Rotation != DXGI_MODE_ROTATION_UNSPECIFIED;
	return !is_turned && about.ModeDesc.Format == DXGI_FORMAT_B8G8R8A8_UNORM &&
	       (int)about.ModeDesc.Width == duplicate->area.width &&
	       (int)about.ModeDesc.Height == duplicate->area.height;
}

static enum result open_output(struct duplicate **out, IDXGIAdapter1 *adapter, IDXGIOutput *output,
                               const DXGI_OUTPUT_DESC *desc, struct rect around)
{
	struct duplicate *duplicate = calloc(1, sizeof *duplicate);
	if (duplicate == NULL)
		return RESULT_LOST;
	const RECT *at = &desc->DesktopCoordinates;
	duplicate->area =
		(struct rect){at->left - around.x, at->top - around.y, at->right - at->left, at->bottom - at->top};
	bool is_inside = rect_contains((struct rect){0, 0, around.width, around.height}, duplicate->area);
	enum result result = is_inside ? duplicate_output(duplicate, adapter, output) : RESULT_LOST;
	if (result == RESULT_OK && !is_plain(desc, duplicate))
		result = RESULT_LOST; /* another time it may be turned back */
	if (result == RESULT_OK)
		*out = duplicate;
	else
		duplicate_close(duplicate);
	return result;
}

/* Not RESULT_OK: one of the adapter's monitors can't be had. */
static enum result open_outputs(IDXGIAdapter1 *adapter, struct rect around, struct duplicate **out,
                                size_t room, size_t *count)
{
	IDXGIOutput *output = NULL;
	enum result result = RESULT_OK;
	for (UINT i = 0; result == RESULT_OK && SUCCEEDED(IDXGIAdapter1_EnumOutputs(adapter, i, &output)); i++) {
		DXGI_OUTPUT_DESC desc = {0};
		IDXGIOutput_GetDesc(output, &desc);
		if (desc.AttachedToDesktop) {
			result = *count < room ? open_output(&out[*count], adapter, output, &desc, around) : RESULT_LOST;
			*count += result == RESULT_OK;
		}
		IDXGIOutput_Release(output);
	}
	return result;
}

enum result duplicate_open_all(struct rect around, struct duplicate **out, size_t room, size_t *count)
{
	IDXGIFactory1 *factory = NULL;
	IDXGIAdapter1 *adapter = NULL;
	make_factory make = find_factory();
	enum result result = RESULT_OK;
	*count = 0;
	if (make == NULL)
		return RESULT_UNSUPPORTED;
	if (FAILED(make(&IID_IDXGIFactory1, (void **)&factory)))
		return RESULT_LOST;
	for (UINT i = 0; result == RESULT_OK && SUCCEEDED(IDXGIFactory1_EnumAdapters1(factory, i, &adapter));
	     i++) {
		result = open_outputs(adapter, around, out, room, count);
		IDXGIAdapter1_Release(adapter);
	}
	IDXGIFactory1_Release(factory);
	while (result != RESULT_OK && *count > 0)
		duplicate_close(out[--*count]);
	return *count > 0 || result != RESULT_OK ? result : RESULT_LOST;
}

void duplicate_close(struct duplicate *duplicate)
{
	if (duplicate == NULL)
		return;
	if (duplicate->staging != NULL)
		ID3D11Texture2D_Release(duplicate->staging);
	if (duplicate->duplication != NULL)
		IDXGIOutputDuplication_Release(duplicate->duplication);
	if (duplicate->context != NULL)
		ID3D11DeviceContext_Release(duplicate->context);
	if (duplicate->device != NULL)
		ID3D11Device_Release(duplicate->device);
	free(duplicate);
}

/* --- frames
 * ---------------------------------------------------------------------------------------------------- */

static struct rect rect_of(const RECT *from)
{
	return (struct rect){from->left, from->top, from->right - from->left, from->bottom - from->top};
}

/* What has changed on the monitor, in its own pixels; all of it if that can't be told. */
static void gather(struct duplicate *duplicate, const DXGI_OUTDUPL_FRAME_INFO *info, struct region *changed)
{
	struct rect all = {0, 0, duplicate->area.width, duplicate->area.height};
	UINT moved = 0, dirty = 0;
	IDXGIOutputDuplication *from = duplicate->duplication;
	bool is_told = duplicate->is_whole && info->TotalMetadataBufferSize > 0;
	if (is_told && SUCCEEDED(IDXGIOutputDuplication_GetFrameMoveRects(from, sizeof duplicate->rects.moved,
	                                                                  duplicate->rects.moved, &moved))) {
		for (UINT i = 0; i < moved / sizeof *duplicate->rects.moved; i++)
			region_add(changed, rect_of(&duplicate->rects.moved[i].DestinationRect));
	} else {
		is_told = false;
	}
	if (is_told && SUCCEEDED(IDXGIOutputDuplication_GetFrameDirtyRects(from, sizeof duplicate->rects.dirty,
	                                                                   duplicate->rects.dirty, &dirty))) {
		for (UINT i = 0; i < dirty / sizeof *duplicate->rects.dirty; i++)
			region_add(changed, rect_of(&duplicate->rects.dirty[i]));
	} else {
		is_told = false;
	}
	if (!is_told)
		region_add(changed, all);
	region_clip(changed, all);
	duplicate->is_whole = true;
}

static bool make_staging(struct duplicate *duplicate, ID3D11Texture2D *like)
{
	D3D11_TEXTURE2D_DESC desc;
	if (duplicate->staging != NULL)
		return true;
	ID3D11Texture2D_GetDesc(like, &desc);
	desc.Usage = D3D11_USAGE_STAGING;
	desc.BindFlags = desc.MiscFlags = 0;
	desc.CPUAccessFlags = D3D11_CPU_ACCESS_READ;
	desc.MipLevels = desc.ArraySize = 1;
	return SUCCEEDED(ID3D11Device_CreateTexture2D(duplicate->device, &desc, NULL, &duplicate->staging));
}

static void copy_rows(const D3D11_MAPPED_SUBRESOURCE *from, struct image *now, struct rect rect,
                      struct rect at)
{
	for (int y = 0; y < rect.height; y++) {
		const uint8_t *row = (const uint8_t *)from->pData + (size_t)(rect.y + y) * from->RowPitch;
		memcpy(image_row(now, at.y + rect.y + y) + at.x + rect.x, row + (size_t)rect.x * sizeof(uint32_t),
		       (size_t)rect.width * sizeof(uint32_t));
	}
}

static bool copy_out(struct duplicate *duplicate, ID3D11Texture2D *frame, const struct region *changed,
                     struct image *now)
{
	ID3D11Resource *staging;
	D3D11_MAPPED_SUBRESOURCE mapped;
	if (!make_staging(duplicate, frame))
		return false;
	staging = (ID3D11Resource *)duplicate->staging;
	for (size_t i = 0; i < changed->count; i++) {
		struct rect r = changed->rects[i];
		D3D11_BOX box = {(UINT)r.x, (UINT)r.y, 0, (UINT)(r.x + r.width), (UINT)(r.y + r.height), 1};
		ID3D11DeviceContext_CopySubresourceRegion(duplicate->context, staging, 0, box.left, box.top, 0,
		                                          (ID3D11Resource *)frame, 0, &box);
	}
	if (FAILED(ID3D11DeviceContext_Map(duplicate->context, staging, 0, D3D11_MAP_READ, 0, &mapped)))
		return false;
	for (size_t i = 0; i < changed->count; i++)
		copy_rows(&mapped, now, changed->rects[i], duplicate->area);
	ID3D11DeviceContext_Unmap(duplicate->context, staging, 0);
	return true;
}

static bool take_frame(struct duplicate *duplicate, const DXGI_OUTDUPL_FRAME_INFO *info,
                       IDXGIResource *resource, struct image *now, struct region *damage)
{
	ID3D11Texture2D *frame = NULL;
	struct region changed = {.count = 0};
	if (info->LastPresentTime.QuadPart == 0)
		return true; /* the pointer alone; as the first one, there is no picture in it yet */
	if (FAILED(IDXGIResource_QueryInterface(resource, &IID_ID3D11Texture2D, (void **)&frame)))
		return false;
	gather(duplicate, info, &changed);
	bool is_taken = copy_out(duplicate, frame, &changed, now);
	ID3D11Texture2D_Release(frame);
	for (size_t i = 0; is_taken && i < changed.count; i++) {
		struct rect r = changed.rects[i];
		region_add(damage,
		           (struct rect){duplicate->area.x + r.x, duplicate->area.y + r.y, r.width, r.height});
	}
	return is_taken;
}

enum result duplicate_poll(struct duplicate *duplicate, struct image *now, struct region *damage)
{
	for (int i = 0; i < FRAMES_MAX; i++) {
		DXGI_OUTDUPL_FRAME_INFO info = {0};
		IDXGIResource *resource = NULL;
		HRESULT result = IDXGIOutputDuplication_AcquireNextFrame(duplicate->duplication, 0, &info, &resource);
		if (result == DXGI_ERROR_WAIT_TIMEOUT)
			break;
		if (FAILED(result))
			return RESULT_LOST;
		bool is_taken = take_frame(duplicate, &info, resource, now, damage);
		IDXGIResource_Release(resource);
		IDXGIOutputDuplication_ReleaseFrame(duplicate->duplication);
		if (!is_taken)
			return RESULT_LOST;
	}
	return duplicate->is_whole ? RESULT_OK : RESULT_WOULD_BLOCK;
}
