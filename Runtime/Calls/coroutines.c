#include "calls.h"

/* Who resumes a coroutine. */
enum resumer
{
    RESUME,  /* coroutine.resume(co, ...) */
    WRAPPED, /* the function of coroutine.wrap(f) */
    SHIM,    /* a shim, which wants the bare outcome */
};

/* The context of a resumption that goes on later: who resumes, and how many results wait on the coroutine. */
#define CONTEXT(resumer, results) ((lua_KContext)(resumer) | (lua_KContext)(results) << 2)
#define RESUMER(context) ((enum resumer)((context) & 3))
#define RESULTS(context) ((int)((context) >> 2))

/* A coroutine that waits has been put at index 1 by whoever resumed it, also by the function of coroutine.wrap. */
static lua_State *coroutine_of(lua_State *L, enum resumer resumer)
{
    return api.lua_tothread(L, resumer == WRAPPED ? COROUTINE_UPVALUE : 1);
}

static void push_coroutine(lua_State *L, enum resumer resumer)
{
    api.lua_pushvalue(L, resumer == WRAPPED ? COROUTINE_UPVALUE : 1);
}

/* As in lua, a message gets the place of the caller, and the one about memory does not because that takes memory. */
static int raise(lua_State *L, int gets_place)
{
    if (gets_place && api.lua_type(L, -1) == LUA_TSTRING)
    {
        api.luaL_where(L, 1);
        lua_insert(L, -2);
        api.lua_concat(L, 2);
    }

    return api.lua_error(L);
}

/* A C function finds more free places on its stack than this (LUA_MINSTACK), above its arguments. */
#define FREE_PLACES 16

/* Moves what a coroutine has returned or yielded. */
static int pass_results(lua_State *L, lua_State *co, enum resumer resumer, int results)
{
    if (results >= FREE_PLACES && !api.lua_checkstack(L, results + 1))
    {
        lua_pop(co, results);
        if (resumer == WRAPPED)
        {
            api.lua_pushstring(L, "too many results to resume");
            return raise(L, 1);
        }

        api.lua_pushboolean(L, 0);
        api.lua_pushstring(L, "too many results to resume");
        return 2;
    }

    if (resumer == WRAPPED)
    {
        api.lua_xmove(co, L, results);
        return results;
    }

    api.lua_pushboolean(L, 1);
    api.lua_xmove(co, L, results);
    return results + 1;
}

/* The shim that was told of the coroutine's end has returned. */
static int end_told(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    return pass_results(L, coroutine_of(L, RESUMER(context)), RESUMER(context), RESULTS(context));
}

/* The shim that was told of a failure has returned what is to be told of it, above the error itself; or has failed. */
static int failure_told(lua_State *L, int status, lua_KContext context)
{
    enum resumer resumer = RESUMER(context);
    int gets_place = resumer == WRAPPED;
    if (status == LUA_ERRMEM)
    {
        lua_pop(L, 1);
        gets_place = 0;
        if (resumer == WRAPPED)
        {
            api.lua_closethread(coroutine_of(L, resumer), L);
        }
    }
    else if (status != LUA_OK && status != LUA_YIELD)
    {
        return api.lua_error(L);
    }
    else if (resumer == WRAPPED)
    {
        gets_place = api.lua_toboolean(L, -2);
    }

    if (resumer != WRAPPED)
    {
        api.lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }

    return raise(L, gets_place);
}

/* Whether no variable of the coroutine is to be closed; false where that cannot be known. */
static int has_nothing_to_close(const struct calls *calls, lua_State *co)
{
    return calls->stack_offset != 0 && *(void **)((char *)co + calls->stack_offset) == *(void **)((char *)co + calls->to_close_offset);
}

/* Does what Lua does when a coroutine has failed. */
static int fail_plainly(lua_State *L, lua_State *co, enum resumer resumer)
{
    if (resumer == RESUME)
    {
        api.lua_xmove(co, L, 1);
        remove_own_place(L);
        api.lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }

    int status = api.lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD)
    {
        status = api.lua_closethread(co, L);
    }

    api.lua_xmove(co, L, 1);
    remove_own_place(L);
    return raise(L, status != LUA_ERRMEM);
}

/* The coroutine has failed with the error on its top. */
static int fail(lua_State *L, const struct calls *calls, lua_State *co, enum resumer resumer)
{
    if (resumer != SHIM && is_plain(calls) && (resumer == RESUME || has_nothing_to_close(calls, co)))
    {
        return fail_plainly(L, co, resumer);
    }

    api.lua_xmove(co, L, 1);
    if (resumer == SHIM)
    {
        api.lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }

    push_helper(L, resumer == WRAPPED ? FAILED_WRAPPED : FAILED);
    push_coroutine(L, resumer);
    api.lua_pushvalue(L, -3);
    int results = resumer == WRAPPED ? 2 : 1;
    int status = api.lua_pcallk(L, 2, results, 0, CONTEXT(resumer, 0), failure_told);
    return failure_told(L, status, CONTEXT(resumer, 0));
}

/* Another coroutine runs again. The one that ran may be freed, once no other thread holds on to it. */
static void leave_coroutine(struct calls *calls, lua_State *outer)
{
    calls->inner = outer;
    while (calls->held)
    {
    }
}

static int answered(lua_State *L, int status, lua_KContext context);

/* Resumes the coroutine with the values on top. */
static int run(lua_State *L, struct calls *calls, lua_State *co, enum resumer resumer, int values)
{
    lua_State *outer = calls->inner;
    int is_blocked = !api.lua_isyieldable(L);
    if (!api.lua_checkstack(co, values))
    {
        api.lua_pushstring(L, "too many arguments to resume");
        if (resumer == WRAPPED)
        {
            return raise(L, 1);
        }

        api.lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }

    int results = 0;
    api.lua_xmove(L, co, values);
    calls->unsuspendable += is_blocked;
    calls->inner = co;
    int status = api.lua_resume(co, L, values, &results);
    calls->unsuspendable -= is_blocked;
    leave_coroutine(calls, outer);

    if (status == LUA_YIELD)
    {
        if (results == 0 || api.lua_touserdata(co, -results) != calls->token)
        {
            return pass_results(L, co, resumer, results);
        }

        lua_pop(co, results);
        *extra_space(co) |= WAITS;
        if (resumer == WRAPPED)
        {
            api.lua_pushvalue(L, COROUTINE_UPVALUE); /* where reports find it */
            lua_insert(L, 1);
        }

        push_helper(L, TOKEN);
        return api.lua_yieldk(L, 1, CONTEXT(resumer, api.lua_gettop(L) - 1), answered);
    }

    if (status != LUA_OK)
    {
        return fail(L, calls, co, resumer);
    }

    if (calls->handlers && resumer != SHIM)
    {
        push_helper(L, ENDED);
        push_coroutine(L, resumer);
        api.lua_callk(L, 1, 0, CONTEXT(resumer, results), end_told);
    }

    return pass_results(L, co, resumer, results);
}

/* The loop has answered what a coroutine waits for, with the values above those that were there. */
static int answered(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    enum resumer resumer = RESUMER(context);
    lua_State *co = coroutine_of(L, resumer);
    *extra_space(co) &= ~WAITS;
    api.lua_checkstack(L, FREE_PLACES + 1); /* which its first run finds anyway */
    return run(L, calls_of(L), co, resumer, api.lua_gettop(L) - RESULTS(context));
}

/* Whether nobody but the loop, or another fiber, may resume the coroutine. Raises in the second case. */
static int is_refused(lua_State *L, const struct calls *calls, lua_State *co)
{
    if (is_waiting_for_loop(co))
    {
        push_helper(L, WAITS_ELSEWHERE);
        api.lua_callk(L, 0, 0, 0, NULL);
    }

    return co == calls->main_fiber || co == calls->main_thread;
}

/* coroutine.resume(co, ...) */
static int resume(lua_State *L)
{
    struct calls *calls = calls_of(L);
    lua_State *co = api.lua_tothread(L, 1);
    if (co == NULL)
    {
        return api.luaL_typeerror(L, 1, "thread");
    }

    if (is_refused(L, calls, co))
    {
        api.lua_pushboolean(L, 0);
        api.lua_pushstring(L, "cannot resume non-suspended coroutine");
        return 2;
    }

    pass_interruption_point(L, calls);
    return run(L, calls, co, RESUME, api.lua_gettop(L) - 1);
}

int call_wrapped(lua_State *L)
{
    struct calls *calls = calls_of(L);
    lua_State *co = api.lua_tothread(L, COROUTINE_UPVALUE);
    (void)is_refused(L, calls, co);
    pass_interruption_point(L, calls);
    return run(L, calls, co, WRAPPED, api.lua_gettop(L));
}

/* coroutine.wrap(f) */
static int wrap(lua_State *L)
{
    api.luaL_checktype(L, 1, LUA_TFUNCTION);
    api.lua_pushvalue(L, CALLS_UPVALUE);
    api.lua_pushvalue(L, HELPERS_UPVALUE);
    lua_State *co = api.lua_newthread(L);
    api.lua_pushvalue(L, 1);
    api.lua_xmove(L, co, 1);
    api.lua_pushcclosure(L, call_wrapped, 3);
    return 1;
}

/* coroutine.yield(...) */
static int yield(lua_State *L)
{
    if (L == calls_of(L)->fiber)
    {
        api.lua_pushstring(L, "attempt to yield from outside a coroutine");
        return api.lua_error(L);
    }

    return api.lua_yieldk(L, api.lua_gettop(L), 0, NULL);
}

/* resume_plainly(co, ...) -> true, ... | false, e: for shims, which do what else is to be done. */
static int resume_plainly(lua_State *L)
{
    return run(L, calls_of(L), api.lua_tothread(L, 1), SHIM, api.lua_gettop(L) - 1);
}

/* close(co): Lua's own coroutine.close, in which the coroutine runs. What it has to close cannot wait for the loop. */
static int close_plainly(lua_State *L)
{
    struct calls *calls = calls_of(L);
    lua_State *outer = calls->inner;
    push_helper(L, CLOSE);
    lua_insert(L, 1);
    calls->inner = api.lua_tothread(L, 2);
    int status = api.lua_pcallk(L, 1, LUA_MULTRET, 0, 0, NULL);
    leave_coroutine(calls, outer);
    return status == LUA_OK ? api.lua_gettop(L) : api.lua_error(L);
}

const struct function coroutine_functions[] = {
    {"resume", resume},
    {"wrap", wrap},
    {"yield", yield},
    {"resume_plainly", resume_plainly},
    {"close", close_plainly},
    {NULL, NULL},
};
