/* The interfaces' ids are made here, not taken from a library that older Windows has not. */
#define INITGUID
#define COBJMACROS
#include "desktop/win32/duplicate.h"

#include "base/log.h"

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
	HMODULE library = LoadLibraryW(L"dxgi.dll"); /* stays */
	return library == NULL ? NULL : (make_factory)(void *)GetProcAddress(library, "CreateDXGIFactory1");
}

static PFN_D3D11_CREATE_DEVICE find_device(void)
{
	HMODULE library = LoadLibraryW(L"d3d11.dll");
	return library == NULL ? NULL
	                       : (PFN_D3D11_CREATE_DEVICE)(void *)GetProcAddress(library, "D3D11CreateDevice");
}

/* --- opening
 * --------------------------------------------------------------------------------------------------- */

static bool duplicate_output(struct duplicate *duplicate, IDXGIAdapter1 *adapter, IDXGIOutput *output)
{
	IDXGIOutput1 *output1 = NULL;
	PFN_D3D11_CREATE_DEVICE create = find_device();
	if (create == NULL || FAILED(create((IDXGIAdapter *)adapter, D3D_DRIVER_TYPE_UNKNOWN, NULL, 0, NULL, 0,
	                                    D3D11_SDK_VERSION, &duplicate->device, NULL, &duplicate->context)))
		return false;
	if (FAILED(IDXGIOutput_QueryInterface(output, &IID_IDXGIOutput1, (void **)&output1)))
		return false;
	HRESULT result =
		IDXGIOutput1_DuplicateOutput(output1, (IUnknown *)duplicate->device, &duplicate->duplication);
	IDXGIOutput1_Release(output1);
	if (FAILED(result))
		log_info("desktop", "Windows does not record this monitor: %08lx", (unsigned long)result);
	return SUCCEEDED(result);
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

static struct duplicate *open_output(IDXGIAdapter1 *adapter, IDXGIOutput *output,
                                     const DXGI_OUTPUT_DESC *desc, struct rect around)
{
	struct duplicate *duplicate = calloc(1, sizeof *duplicate);
	if (duplicate == NULL)
		return NULL;
	const RECT *at = &desc->DesktopCoordinates;
	duplicate->area =
		(struct rect){at->left - around.x, at->top - around.y, at->right - at->left, at->bottom - at->top};
	bool is_inside = rect_contains((struct rect){0, 0, around.width, around.height}, duplicate->area);
	if (is_inside && duplicate_output(duplicate, adapter, output) && is_plain(desc, duplicate))
		return duplicate;
	duplicate_close(duplicate);
	return NULL;
}

/* False: one of the adapter's monitors can't be had. */
static bool open_outputs(IDXGIAdapter1 *adapter, struct rect around, struct duplicate **out, size_t room,
                         size_t *count)
{
	IDXGIOutput *output = NULL;
	bool is_good = true;
	for (UINT i = 0; is_good && SUCCEEDED(IDXGIAdapter1_EnumOutputs(adapter, i, &output)); i++) {
		DXGI_OUTPUT_DESC desc = {0};
		IDXGIOutput_GetDesc(output, &desc);
		if (desc.AttachedToDesktop) {
			struct duplicate *one = *count < room ? open_output(adapter, output, &desc, around) : NULL;
			is_good = one != NULL;
			if (is_good)
				out[(*count)++] = one;
		}
		IDXGIOutput_Release(output);
	}
	return is_good;
}

size_t duplicate_open_all(struct rect around, struct duplicate **out, size_t room)
{
	IDXGIFactory1 *factory = NULL;
	IDXGIAdapter1 *adapter = NULL;
	make_factory make = find_factory();
	size_t count = 0;
	bool is_good = true;
	if (make == NULL || FAILED(make(&IID_IDXGIFactory1, (void **)&factory)))
		return 0;
	for (UINT i = 0; is_good && SUCCEEDED(IDXGIFactory1_EnumAdapters1(factory, i, &adapter)); i++) {
		is_good = open_outputs(adapter, around, out, room, &count);
		IDXGIAdapter1_Release(adapter);
	}
	IDXGIFactory1_Release(factory);
	while (!is_good && count > 0)
		duplicate_close(out[--count]);
	return count;
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
	if (info->LastPresentTime.QuadPart == 0 && duplicate->is_whole)
		return true; /* the pointer alone */
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
			return RESULT_OK;
		if (FAILED(result))
			return RESULT_LOST;
		bool is_taken = take_frame(duplicate, &info, resource, now, damage);
		IDXGIResource_Release(resource);
		IDXGIOutputDuplication_ReleaseFrame(duplicate->duplication);
		if (!is_taken)
			return RESULT_LOST;
	}
	return RESULT_OK;
}
