#include "program/company.h"

#include "ui/logo.h"

#include <stdlib.h>
#include <string.h>

static enum result take_notice(struct company *company, struct bytes notice)
{
	if (notice.size == 0)
		return RESULT_OK;
	company->notice = malloc(notice.size + 1);
	if (company->notice == NULL)
		return RESULT_OUT_OF_MEMORY;
	memcpy(company->notice, notice.data, notice.size);
	company->notice[notice.size] = 0;
	return RESULT_OK;
}

enum result company_take(struct company *company, struct bytes block, struct where *where)
{
	struct brand brand;
	enum result result = brand_decode(block, &brand);
	if (result == RESULT_OK)
		result = where_take_brand(where, &brand);
	if (result == RESULT_OK)
		result = take_notice(company, brand.notice);
	if (result == RESULT_OK && brand.logo.size > 0)
		result = logo_create(&company->logo, brand.logo.data, brand.logo_width_px, brand.logo_height_px);
	if (result != RESULT_OK)
		return result;
	if (brand.name.size > 0)
		memcpy(company->name, brand.name.data, brand.name.size);
	company->name[brand.name.size] = 0;
	company->is_shown = where->is_branded;
	return RESULT_OK;
}

enum result company_read(struct company *company, struct where *where)
{
	struct buffer block;
	buffer_init(&block, BRAND_BYTES_MAX);
	enum result result = brand_read(&block);
	if (result == RESULT_OK)
		result = company_take(company, buffer_bytes(&block), where);
	else if (result == RESULT_NEED_MORE)
		result = RESULT_OK;
	buffer_finish(&block);
	return result;
}

void company_finish(struct company *company)
{
	free(company->notice);
	logo_destroy(company->logo);
	*company = (struct company){0};
}

void company_draw(const struct company *company, struct page *page)
{
	if (!company->is_shown)
		return;
	if (company->logo != NULL) {
		ui_logo(page, company->logo);
	} else if (company->name[0] != 0) {
		ui_text(page, UI_STRONG, company->name);
		ui_gap(page, 1);
	}
}
