#include "calls.h"

/* How many places xpcall keeps below what it returns: the function and its message handler. */
#define XPCALL_PLACES 2

/* How many places a scope inside another one takes below what the call returns. */
#define SCOPE_PLACES 3

/* Where the results of a call start: its context, whose lowest two bits are the places of xpcall. */
#define PLACES(context) ((int)((context) & 3))
#define HAS_SCOPE(context) (((context) & 4) != 0)
#define FIRST_RESULT(context) (PLACES(context) + (HAS_SCOPE(context) ? SCOPE_PLACES : 0) + 1)

static int return_rest(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    return api.lua_gettop(L) - PLACES(context);
}

static int has_failed(int status)
{
    return status != LUA_OK && status != LUA_YIELD;
}

/* The function has returned, or failed with the error on top. The place of the first result has true. */
static int finish(lua_State *L, int status, lua_KContext context)
{
    struct calls *calls = calls_of(L);
    if (has_failed(status))
    {
        remove_own_place(L);
        api.lua_pushboolean(L, 0);
        lua_replace(L, FIRST_RESULT(context));
    }

    int has_scope = HAS_SCOPE(context);
    if (!has_scope && !calls->handlers && !(calls->attention && has_failed(status)))
    {
        return return_rest(L, status, context);
    }

    int first = PLACES(context) + 1;
    if (!api.lua_checkstack(L, 1))
    {
        /* The results have used up the stack. */
        api.lua_settop(L, FIRST_RESULT(context) - 1);
        api.lua_pushboolean(L, 0);
        api.lua_pushstring(L, "stack overflow");
    }

    push_helper(L, has_scope ? EXIT_INNER : EXIT_SCOPE);
    lua_insert(L, first);
    api.lua_callk(L, api.lua_gettop(L) - first, LUA_MULTRET, context, return_rest);
    return return_rest(L, LUA_OK, context);
}

/* Begins a scope inside another one if a handler waits. Returns the context. */
static lua_KContext enter(lua_State *L, const struct calls *calls, int places)
{
    pass_interruption_point(L, calls);
    if (!calls->handlers)
    {
        return places;
    }

    push_helper(L, ENTER_INNER);
    api.lua_callk(L, 0, SCOPE_PLACES, 0, NULL);
    api.lua_rotate(L, places + 1, SCOPE_PLACES);
    return places | 4;
}

/* pcall(f, ...) */
static int protected_call(lua_State *L)
{
    api.luaL_checkany(L, 1);
    lua_KContext context = enter(L, calls_of(L), 0);
    api.lua_pushboolean(L, 1);
    lua_insert(L, FIRST_RESULT(context));
    int status = api.lua_pcallk(L, api.lua_gettop(L) - FIRST_RESULT(context) - 1, LUA_MULTRET, 0, context, finish);
    return finish(L, status, context);
}

/* Puts the message handler as Lua gets it in place of the script's: the end of the program is no message. */
static void wrap_handler(lua_State *L)
{
    if (api.lua_tocfunction(L, 2) == debug_traceback)
    {
        return;
    }

    push_helper(L, HANDLERS);
    api.lua_pushvalue(L, 2);
    if (api.lua_rawget(L, -2) != LUA_TFUNCTION)
    {
        lua_pop(L, 1);
        push_helper(L, WRAP_HANDLER);
        api.lua_pushvalue(L, 2);
        api.lua_callk(L, 1, 1, 0, NULL);
    }

    lua_replace(L, 2);
    lua_pop(L, 1);
}

/* xpcall(f, handler, ...) */
static int protected_call_with_handler(lua_State *L)
{
    api.luaL_checktype(L, 2, LUA_TFUNCTION);
    wrap_handler(L);
    lua_KContext context = enter(L, calls_of(L), XPCALL_PLACES);
    int first = FIRST_RESULT(context);
    api.lua_pushboolean(L, 1);
    api.lua_pushvalue(L, 1);
    api.lua_rotate(L, first, 2);
    int status = api.lua_pcallk(L, api.lua_gettop(L) - first - 1, LUA_MULTRET, 2, context, finish);
    return finish(L, status, context);
}

const struct function protected_calls[] = {
    {"pcall", protected_call},
    {"xpcall", protected_call_with_handler},
    {NULL, NULL},
};
