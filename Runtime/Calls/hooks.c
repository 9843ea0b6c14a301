#include "debug.h"

/* Lua's own hook function of debug.sethook. It is the process's. */
static lua_Hook script_hook;

/* Whether what a hook is called for goes on inside a function of ours. */
static int is_inside(lua_State *L, lua_Debug *event)
{
    api.lua_getinfo(L, "S", event);
    int is_callee_shim = is_shim(event);
    if (event->event != HOOK_CALL && event->event != HOOK_RETURN)
    {
        return is_callee_shim;
    }

    lua_Debug caller;
    if ((!is_callee_shim && *event->what != 'C') || !api.lua_getstack(L, 1, &caller))
    {
        return 0;
    }

    api.lua_getinfo(L, "Sf", &caller);
    lua_CFunction function = api.lua_tocfunction(L, -1);
    lua_pop(L, 1);
    if (is_shim(&caller) || function == NULL)
    {
        return is_shim(&caller);
    }

    return (is_callee_shim && moonwire_calls_has(function)) || is_managed(function);
}

/* What Lua calls in place of its own hook function. */
static void hook(lua_State *L, lua_Debug *event)
{
    if (!is_inside(L, event))
    {
        script_hook(L, event);
    }
}

/* debug.sethook([thread,] hook, mask [, count]): hooks see our functions called and returning, and nothing of what goes on inside. */
static int set_hook(lua_State *L)
{
    static lua_CFunction original;
    int arguments;
    lua_State *other = thread_of(L, &arguments);
    int results = call_original(L, SETHOOK, &original);
    lua_Hook set = api.lua_gethook(other);
    if (set != NULL && set != hook)
    {
        script_hook = set;
        api.lua_sethook(other, hook, api.lua_gethookmask(other), api.lua_gethookcount(other));
    }

    return results;
}

/* debug.gethook([thread]) */
static int get_hook(lua_State *L)
{
    static lua_CFunction original;
    int arguments;
    lua_State *other = thread_of(L, &arguments);
    int is_hook = api.lua_gethook(other) == hook;
    int mask = api.lua_gethookmask(other), count = api.lua_gethookcount(other);
    if (is_hook)
    {
        api.lua_sethook(other, script_hook, mask, count);
    }

    int results = call_original(L, GETHOOK, &original);
    if (is_hook)
    {
        api.lua_sethook(other, hook, mask, count);
    }

    return results;
}

const struct function hook_functions[] = {
    {"sethook", set_hook},
    {"gethook", get_hook},
    {NULL, NULL},
};
