#include "calls.h"

/* coroutine.status(co): a coroutine that waits for the event loop, or that only the loop resumes, is "normal". */
static int status_of(lua_State *L)
{
    static lua_CFunction original;
    lua_State *co = api.lua_tothread(L, 1);
    const struct calls *calls = calls_of(L);
    int is_loops = co == calls->main_thread || (co == calls->main_fiber && api.lua_status(co) == LUA_YIELD);
    if (co != NULL && co != L && (is_loops || is_waiting_for_loop(co)))
    {
        api.lua_pushstring(L, "normal");
        return 1;
    }

    return call_original(L, STATUS, &original);
}

/* coroutine.isyieldable([co]): false in the body of a fiber, which is not a coroutine. */
static int is_yieldable(lua_State *L)
{
    lua_State *co = api.lua_type(L, 1) == LUA_TNONE ? L : api.lua_tothread(L, 1);
    if (co == NULL)
    {
        return api.luaL_typeerror(L, 1, "thread");
    }

    api.lua_pushboolean(L, co != calls_of(L)->fiber && api.lua_isyieldable(co));
    return 1;
}

/* coroutine.running() */
static int get_running(lua_State *L)
{
    const struct calls *calls = calls_of(L);
    api.lua_settop(L, 0);
    int is_main = api.lua_pushthread(L) || L == calls->main_fiber;
    if (L == calls->fiber && !is_main)
    {
        push_helper(L, RUNNING_FIBER);
        lua_insert(L, -2);
        api.lua_callk(L, 1, LUA_MULTRET, 0, NULL);
        return api.lua_gettop(L);
    }

    api.lua_pushboolean(L, is_main);
    return 2;
}

/* count_loadings(change): adds to the number of modules that are being loaded. */
static int count_loadings(lua_State *L)
{
    calls_of(L)->loadings += (int32_t)api.lua_tointegerx(L, 1, NULL);
    return 0;
}

/* is_waiting(co) -> boolean: true if the coroutine waits for the event loop. */
static int is_waiting(lua_State *L)
{
    api.lua_pushboolean(L, is_waiting_for_loop(api.lua_tothread(L, 1)));
    return 1;
}

/* count_handlers(change): adds to the number of registered cleanup handlers. */
static int count_handlers(lua_State *L)
{
    calls_of(L)->handlers += (int32_t)api.lua_tointegerx(L, 1, NULL);
    return 0;
}

/* only_loop_resumes(main_thread, main_fiber) */
static int only_loop_resumes(lua_State *L)
{
    struct calls *calls = calls_of(L);
    calls->main_thread = api.lua_tothread(L, 1);
    calls->main_fiber = api.lua_tothread(L, 2);
    return 0;
}

const struct function coroutine_state[] = {
    {"status", status_of},
    {"isyieldable", is_yieldable},
    {"running", get_running},
    {"count_loadings", count_loadings},
    {"is_waiting", is_waiting},
    {"count_handlers", count_handlers},
    {"only_loop_resumes", only_loop_resumes},
    {NULL, NULL},
};
