#include <libxml/parser.h>
#include <libxml/xmlwriter.h>
#include <libxml/xpath.h>
