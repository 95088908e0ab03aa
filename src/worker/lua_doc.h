/* Documents for Lua; also for bindings that parse and hand over. */
#ifndef WORKER_LUA_DOC_H
#define WORKER_LUA_DOC_H

#include "doc/doc.h"
#include "worker/bind.h"

/* Create the metatable of documents if this state has none.  [-0, +0, m] */
void tick_bind_doc_type(lua_State *L);

/* Push a box with a reference of its own to `doc`.  [-0, +1, m] */
void tick_bind_push_doc(lua_State *L, tick_doc *doc);

/* Push a fault as {line=, column=, code=, message=, remedy=}.  [-0, +1, m] */
void tick_bind_push_fault(lua_State *L, const struct tick_fault *fault);

/* nil and the fault; out of memory, which is no fault, raises.  [-0, +2, v] */
int tick_bind_push_failure(lua_State *L, int err,
			   const struct tick_fault *fault);

/* The document in argument `arg`. Borrowed from the box.  [-0, +0, v] */
tick_doc *tick_bind_to_doc(lua_State *L, int arg);

#endif
