/* All sentences: included several times, with TEXT defined. */
#include "base/text/carrier.h"
#include "base/text/client.h"
#include "base/text/common.h"
#include "base/text/customer_page.h"
#include "base/text/list_tool.h"
#include "base/text/master.h"
#include "base/text/relay.h"
#include "base/text/session.h"
