// Where libxml2 is built with ICU (Debian 12), its headers bring ICU's in, which clash with the copy inside Foundation
// as soon as one compiler sees both. Only the tail of a struct that we never look into needs them.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlwriter.h>
#include <libxml/xpath.h>
#include <libxml/xmlschemas.h>
