/* repo:signature(): what a commit's signature is worth. */
#include "worker/lua_git.h"

#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "git/commit.h"
#include "git/signature.h"
#include "git/sshsig.h"

struct parts {
	tick_object *raw;
	struct tick_buffer signature, payload, key;
};

static void clear_parts(void *data)
{
	struct parts *parts = data;

	tick_object_free(parts->raw);
	tick_buffer_clear(&parts->signature);
	tick_buffer_clear(&parts->payload);
	tick_buffer_clear(&parts->key);
}

static void set_text(lua_State *L, const char *field, struct tick_slice text)
{
	lua_pushlstring(L, text.len ? text.data : "", text.len);
	lua_setfield(L, -2, field);
}

/*
 * Push what is to be said of a signature; `key` is empty, and the caller's to
 * clear.  [-0, +1, m]
 */
static int push_verdict(lua_State *L, struct tick_slice signature,
			struct tick_slice payload, struct tick_buffer *key)
{
	bool valid;

	lua_createtable(L, 0, 3);
	if (signature.len < strlen(TICK_SSHSIG_BEGIN) ||
	    memcmp(signature.data, TICK_SSHSIG_BEGIN,
		   strlen(TICK_SSHSIG_BEGIN))) {
		set_text(L, "armour", signature);
		set_text(L, "payload", payload);
		return TICK_OK;
	}
	switch (tick_sshsig_check(&valid, key, signature, payload)) {
	case TICK_OK:
		set_text(L, "key", (struct tick_slice){key->data, key->len});
		lua_pushboolean(L, valid);
		lua_setfield(L, -2, "valid");
		return TICK_OK;
	case TICK_EINVALID:
		lua_pushstring(L, tick_error_message());
		lua_setfield(L, -2, "fault");
		return TICK_OK;
	default:
		return TICK_ENOMEM;
	}
}

/* Push what is to be said of a commit's signature.  [-0, +1, m] */
static int push_signature(lua_State *L, struct parts *parts, tick_repo *repo,
			  const tick_oid *id)
{
	struct tick_slice signature, payload;
	struct tick_commit commit;
	int err = tick_commit_read(&commit, &parts->raw, repo, id);

	if (err != TICK_OK)
		return err;
	if (!commit.is_signed) {
		lua_pushboolean(L, 0);
		return TICK_OK;
	}
	err = tick_signature_split(&parts->signature, &parts->payload, &commit);
	if (err != TICK_OK)
		return err;
	signature.data = parts->signature.data;
	signature.len = parts->signature.len;
	payload.data = parts->payload.data;
	payload.len = parts->payload.len;
	return push_verdict(L, signature, payload, &parts->key);
}

/*
 * repo:signature(id) -> of ssh {key=, valid=} or {fault=}; of others {armour=,
 * payload=}; false for a commit that has none | nil, message, code
 */
int tick_git_signature(lua_State *L)
{
	tick_repo *repo = tick_bind_check(L, 1, TICK_LUA_REPO);
	struct parts *parts;
	tick_oid id;
	int err = tick_git_to_id(L, 2, &id);

	parts = tick_git_scratch(L, sizeof(*parts), clear_parts);
	if (err == TICK_OK)
		err = push_signature(L, parts, repo, &id);
	if (err != TICK_OK)
		return tick_git_fail(L, err);
	tick_git_release(L, -2);
	return 1;
}

/* git.signature(armour, payload) -> the same of any bytes | nil, ... */
int tick_git_verdict(lua_State *L)
{
	struct tick_slice armour = tick_git_to_slice(L, 1);
	struct tick_slice payload = tick_git_to_slice(L, 2);
	struct parts *parts = tick_git_scratch(L, sizeof(*parts), clear_parts);
	int err = push_verdict(L, armour, payload, &parts->key);

	if (err != TICK_OK)
		return tick_git_fail(L, err);
	tick_git_release(L, -2);
	return 1;
}
