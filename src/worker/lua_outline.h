/* The methods of a document that look into a Markdown body. */
#ifndef WORKER_LUA_OUTLINE_H
#define WORKER_LUA_OUTLINE_H

#include "worker/bind.h"

/* headings, section, links, table, tables. Static. */
extern const luaL_Reg tick_bind_outline[];

#endif
