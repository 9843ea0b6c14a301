#include "calls.h"

/* The number of stack slots that xpcall keeps below its results: the function and its message handler. */
#define XPCALL_PLACES 2

/* The number of stack slots that a scope inside another scope keeps below the results. */
#define SCOPE_PLACES 3

/* The context of a call. The lowest two bits are the number of slots of xpcall. The third is set for an inner scope. */
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

/* Finishes a call that has returned, or failed with the error on top. The first result's slot contains true. */
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
        /* The results have filled the stack. */
        api.lua_settop(L, FIRST_RESULT(context) - 1);
        api.lua_pushboolean(L, 0);
        api.lua_pushstring(L, "stack overflow");
    }

    push_helper(L, has_scope ? EXIT_INNER : EXIT_SCOPE);
    lua_insert(L, first);
    api.lua_callk(L, api.lua_gettop(L) - first, LUA_MULTRET, context, return_rest);
    return return_rest(L, LUA_OK, context);
}

/* Begins an inner scope if a cleanup handler is registered. Returns the context. */
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

/* True if the value on top is the error that ends the program, or nil in the fiber that has ended it. */
static int is_end(lua_State *L, const struct calls *calls)
{
    if (api.lua_type(L, -1) == LUA_TNIL)
    {
        return calls->attention;
    }

    push_helper(L, ENDING);
    int is_ending = api.lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
    return is_ending;
}

int raise_error(lua_State *L)
{
    const struct calls *calls = calls_of(L);
    if (calls->handler_offset != 0 && is_end(L, calls))
    {
        /* The protected call that catches the error restores the handler of the outer call. */
        *(ptrdiff_t *)((char *)L + calls->handler_offset) = 0;
    }

    return api.lua_error(L);
}

/* raise_end(e): raises the end of the program. */
static int raise_end(lua_State *L)
{
    api.lua_settop(L, 1);
    return raise_error(L);
}

/*
 * Replaces the script's message handler by its wrapper, because the handler must not see the error that ends the
 * program. Does nothing if raise_error can skip the handler.
 */
static void wrap_handler(lua_State *L, const struct calls *calls)
{
    if (calls->handler_offset != 0 || api.lua_tocfunction(L, 2) == debug_traceback)
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
    struct calls *calls = calls_of(L);
    wrap_handler(L, calls);
    lua_KContext context = enter(L, calls, XPCALL_PLACES);
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
    {"raise_end", raise_end},
    {NULL, NULL},
};
