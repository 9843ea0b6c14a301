#include "calls.h"

/* The kinds of callers that resume a coroutine. */
enum resumer
{
    RESUME,  /* coroutine.resume(co, ...) */
    WRAPPED, /* the function of coroutine.wrap(f) */
    SHIM,    /* a shim, which gets true and the results, or false and the error */
};

/* The context of a continuation: the resumer, and a number of values on a stack. */
#define CONTEXT(resumer, results) ((lua_KContext)(resumer) | (lua_KContext)(results) << 2)
#define RESUMER(context) ((enum resumer)((context) & 3))
#define RESULTS(context) ((int)((context) >> 2))

/* Returns the coroutine, which is the first argument, or an upvalue of call_wrapped. */
static lua_State *coroutine_of(lua_State *L, enum resumer resumer)
{
    return api.lua_tothread(L, resumer == WRAPPED ? COROUTINE_UPVALUE : 1);
}

static void push_coroutine(lua_State *L, enum resumer resumer)
{
    api.lua_pushvalue(L, resumer == WRAPPED ? COROUTINE_UPVALUE : 1);
}

/*
 * Raises the error on top. If gets_place is set, adds the caller's position to a message, as in lua. The callers do not
 * set it for "not enough memory", because adding the position takes memory.
 */
static int raise(lua_State *L, int gets_place)
{
    if (gets_place && api.lua_type(L, -1) == LUA_TSTRING)
    {
        api.luaL_where(L, 1);
        lua_insert(L, -2);
        api.lua_concat(L, 2);
    }

    return raise_error(L);
}

/* This file relies on this many free stack slots above the arguments of a function. LUA_MINSTACK is 20. */
#define FREE_PLACES 16

/* Moves the values that a coroutine has returned or yielded to its resumer. */
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

/* The continuation after the helper ENDED. */
static int end_told(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    return pass_results(L, coroutine_of(L, RESUMER(context)), RESUMER(context), RESULTS(context));
}

/*
 * The continuation after the helper FAILED or FAILED_WRAPPED, which has failed or has pushed its results above the
 * error.
 */
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
        return raise_error(L);
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

/* True if the coroutine has no to-be-closed variable. False if that is not known. */
static int has_nothing_to_close(const struct calls *calls, lua_State *co)
{
    if (calls->stack_offset == 0)
    {
        return 0;
    }

    void *stack = *(void **)((char *)co + calls->stack_offset);
    return stack == *(void **)((char *)co + calls->to_close_offset);
}

/* Handles a failed coroutine as Lua does. */
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

/* Handles a failed coroutine, which has the error on top of its stack. */
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

/*
 * Makes the outer coroutine the running coroutine. Waits until no other OS thread uses the inner coroutine, which may
 * be freed afterwards.
 */
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
            api.lua_pushvalue(L, COROUTINE_UPVALUE); /* reports look for the coroutine in this slot */
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

/* The continuation after a wait. The event loop has pushed the results, with which the coroutine continues. */
static int answered(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    enum resumer resumer = RESUMER(context);
    int kept = RESULTS(context);
    lua_State *co = coroutine_of(L, resumer);
    *extra_space(co) &= ~WAITS;
    if (resumer == WRAPPED)
    {
        lua_remove(L, 1);
        kept--;
    }

    return run(L, calls_of(L), co, resumer, api.lua_gettop(L) - kept);
}

/* True if only the event loop may resume the coroutine. Raises if the coroutine waits in another fiber. */
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
    api.lua_pushvalue(L, HELPERS_UPVALUE);
    lua_State *co = api.lua_newthread(L);
    api.lua_pushvalue(L, 1);
    api.lua_xmove(L, co, 1);
    api.lua_pushcclosure(L, call_wrapped, 2);
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

/* resume_plainly(co, ...) -> true, ... | false, e: for shims, which call the cleanup handlers themselves. */
static int resume_plainly(lua_State *L)
{
    return run(L, calls_of(L), api.lua_tothread(L, 1), SHIM, api.lua_gettop(L) - 1);
}

/*
 * close(co): Lua's own coroutine.close. The __close metamethods run in the coroutine and cannot wait for the event
 * loop.
 */
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
