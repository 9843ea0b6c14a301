#include "debug.h"

/* The hook function of Lua's debug library, one per process. */
static lua_Hook script_hook;

/* True if the event of a hook happens inside a function of moonwire. */
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

/* Calls the hook of the script, except for events inside functions of moonwire. */
static void hook(lua_State *L, lua_Debug *event)
{
    if (!is_inside(L, event))
    {
        script_hook(L, event);
    }
}

/*
 * debug.sethook([thread,] hook, mask [, count]): hooks see calls and returns of moonwire's functions, but no event
 * inside them.
 */
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

/*
 * Pushes the function that a script has set as the hook of a thread. Lua's debug library keeps the function in the
 * registry, by thread.
 */
static void push_script_hook(lua_State *L, lua_State *other)
{
    api.lua_getfield(L, LUA_REGISTRYINDEX, "_HOOKKEY");
    api.lua_pushthread(other);
    if (other != L)
    {
        api.lua_xmove(other, L, 1);
    }

    api.lua_rawget(L, -2);
    lua_replace(L, -2);
}

/* debug.gethook([thread]): does not call lua_sethook, because this would restart the count of a count hook. */
static int get_hook(lua_State *L)
{
    static const char letters[] = "crl"; /* for the bits LUA_MASKCALL, LUA_MASKRET and LUA_MASKLINE */
    static lua_CFunction original;
    int arguments, count = 0;
    lua_State *other = thread_of(L, &arguments);
    if (api.lua_gethook(other) != hook || !api.lua_checkstack(other, 1))
    {
        return call_original(L, GETHOOK, &original);
    }

    char mask[sizeof letters];
    for (int i = 0; letters[i] != 0; i++)
    {
        if (api.lua_gethookmask(other) & 1 << i)
        {
            mask[count++] = letters[i];
        }
    }

    mask[count] = 0;
    push_script_hook(L, other);
    api.lua_pushstring(L, mask);
    api.lua_pushinteger(L, api.lua_gethookcount(other));
    return 3;
}

const struct function hook_functions[] = {
    {"sethook", set_hook},
    {"gethook", get_hook},
    {NULL, NULL},
};
