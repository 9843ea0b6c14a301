#include <string.h>

#include "debug.h"

/* True if the function on top belongs to moonwire. The frame has its "S" information. */
static int is_ours(lua_State *L, const lua_Debug *frame)
{
    if (*frame->what != 'C')
    {
        return is_shim(frame);
    }

    lua_CFunction function = api.lua_tocfunction(L, -1);
    return is_managed(function) || moonwire_calls_has(function);
}

/*
 * Converts a level that a script has passed. A waiting coroutine has Lua's yield at level 0 and the function that waits
 * at level 1. Scripts must not see the yield.
 */
static int level_in(lua_State *L, lua_State *other, int level)
{
    lua_Debug frame;
    if (other == L || !api.lua_checkstack(other, 1) || !api.lua_getstack(other, 1, &frame))
    {
        return level;
    }

    api.lua_getinfo(other, "Sf", &frame);
    int waits = *frame.what == 'C' && is_managed(api.lua_tocfunction(other, -1));
    lua_pop(other, 1);
    return level + waits;
}

/*
 * Reads the frame of an argument that may be a level. Returns 0 if the argument is not an integer, or if there is no
 * such level. Corrects the argument if a level is skipped.
 */
static int read_frame(lua_State *L, lua_State *other, int argument, lua_Debug *frame)
{
    int is_integer;
    int64_t level = api.lua_tointegerx(L, argument, &is_integer);
    if (!is_integer || level < 0 || level >= 1 << 30)
    {
        return 0;
    }

    int moved = level_in(L, other, (int)level);
    if (moved != level)
    {
        api.lua_pushinteger(L, moved);
        lua_replace(L, argument);
    }

    return api.lua_getstack(other, moved, frame);
}

/* Replaces an internal function on top by the public function that scripts see instead. */
static void replace_function(lua_State *L)
{
    if (api.lua_type(L, -1) != LUA_TFUNCTION)
    {
        return;
    }

    push_helper(L, STAND_INS);
    api.lua_pushvalue(L, -2);
    if (api.lua_rawget(L, -2) == LUA_TFUNCTION)
    {
        lua_replace(L, -3);
        lua_pop(L, 1);
    }
    else
    {
        lua_pop(L, 2);
    }
}

/* Pops a value, and stores it in a field of the table below, if the table has this field. */
static void replace_field(lua_State *L, const char *name)
{
    if (api.lua_getfield(L, -2, name) == LUA_TNIL)
    {
        lua_pop(L, 2);
        return;
    }

    lua_pop(L, 1);
    api.lua_setfield(L, -2, name);
}

/*
 * Turns the table on top from the description of a shim's function into the description of a C function, because lua
 * has a C function in place of the shim.
 */
static void describe_as_c(lua_State *L)
{
    static const char *const texts[][2] = {{"source", "=[C]"}, {"short_src", "[C]"}, {"what", "C"}};
    static const char *const lines[] = {"linedefined", "lastlinedefined", "currentline"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    {
        api.lua_pushstring(L, texts[i][1]);
        replace_field(L, texts[i][0]);
    }

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    {
        api.lua_pushinteger(L, -1);
        replace_field(L, lines[i]);
    }

    api.lua_pushinteger(L, 0);
    replace_field(L, "nups");
    api.lua_pushinteger(L, 0);
    replace_field(L, "nparams");
    api.lua_pushboolean(L, 1);
    replace_field(L, "isvararg");
    api.lua_pushnil(L);
    api.lua_setfield(L, -2, "activelines");
}

/* Sets istailcall in the table on top to false for a message handler that a shim has called in a tail call. */
static void describe_handler(lua_State *L, lua_State *other, lua_Debug *frame)
{
    api.lua_getfield(L, -1, "istailcall");
    int is_tail_call = api.lua_toboolean(L, -1);
    lua_pop(L, 1);
    if (!is_tail_call || !api.lua_checkstack(other, 1))
    {
        return;
    }

    push_helper(L, HANDLERS);
    api.lua_getinfo(other, "f", frame);
    if (other != L)
    {
        api.lua_xmove(other, L, 1);
    }

    int is_handler = api.lua_rawget(L, -2) == LUA_TFUNCTION;
    lua_pop(L, 2);
    if (is_handler)
    {
        api.lua_pushboolean(L, 0);
        api.lua_setfield(L, -2, "istailcall");
    }
}

/*
 * Sets nups in the table on top to 0 if the table describes a C function of moonwire, because scripts must not see its
 * upvalues. If other is NULL, the function is an argument. Otherwise it runs in the given frame of the thread other.
 */
static void hide_upvalues(lua_State *L, lua_State *other, int argument, lua_Debug *frame)
{
    int has_count = api.lua_getfield(L, -1, "nups") != LUA_TNIL;
    lua_pop(L, 1);
    if (!has_count || (other != NULL && !api.lua_checkstack(other, 1)))
    {
        return;
    }

    lua_State *holder = other != NULL ? other : L;
    if (other != NULL)
    {
        api.lua_getinfo(other, "f", frame);
    }
    else
    {
        api.lua_pushvalue(L, argument);
    }

    int is_own = is_ours(holder, frame);
    lua_pop(holder, 1);
    if (is_own)
    {
        api.lua_pushinteger(L, 0);
        api.lua_setfield(L, -2, "nups");
    }
}

/* debug.getinfo([thread,] f [, what]) */
static int get_info(lua_State *L)
{
    static lua_CFunction original;
    lua_Debug frame;
    int first, found = 0, has_frame = 0;
    lua_State *other = thread_of(L, &first);
    first++;
    if (api.lua_type(L, first) == LUA_TFUNCTION)
    {
        api.lua_pushvalue(L, first);
        found = api.lua_getinfo(L, ">S", &frame);
    }
    else if (read_frame(L, other, first, &frame))
    {
        found = api.lua_getinfo(other, "S", &frame);
        has_frame = 1;
    }

    int results = call_original(L, GETINFO, &original);
    if (!found || api.lua_type(L, -1) != LUA_TTABLE)
    {
        return results;
    }

    if (*frame.what != 'C' && is_shim(&frame))
    {
        describe_as_c(L);
    }
    else if (*frame.what == 'C')
    {
        hide_upvalues(L, has_frame ? other : NULL, first, &frame);
    }
    else if (has_frame)
    {
        describe_handler(L, other, &frame);
    }

    if (api.lua_getfield(L, -1, "func") == LUA_TFUNCTION)
    {
        replace_function(L);
        api.lua_setfield(L, -2, "func");
    }
    else
    {
        lua_pop(L, 1);
    }

    return results;
}

/*
 * True if the argument is a function of moonwire, or a level at which such a function runs. Converts the level, as
 * read_frame does.
 */
static int concerns_ours(lua_State *L)
{
    lua_Debug frame;
    int first;
    lua_State *other = thread_of(L, &first);
    first++;
    if (api.lua_type(L, first) == LUA_TFUNCTION)
    {
        api.lua_pushvalue(L, first);
        api.lua_getinfo(L, ">S", &frame);
        return *frame.what != 'C' && is_shim(&frame);
    }

    /* Level 0 is the running function of the debug library. */
    if (!read_frame(L, other, first, &frame) || (other == L && api.lua_tointegerx(L, first, NULL) == 0))
    {
        return 0;
    }

    api.lua_getinfo(other, "S", &frame);
    if (*frame.what != 'C' || !api.lua_checkstack(other, 1))
    {
        return is_shim(&frame);
    }

    api.lua_getinfo(other, "f", &frame);
    int is_own = is_ours(other, &frame);
    lua_pop(other, 1);
    return is_own;
}

/* debug.getlocal([thread,] f, local): functions of moonwire have no locals that a script can see. */
static int get_local(lua_State *L)
{
    static lua_CFunction original;
    if (concerns_ours(L))
    {
        return 0;
    }

    int results = call_original(L, GETLOCAL, &original);
    if (results == 2)
    {
        replace_function(L);
    }

    return results;
}

/* debug.setlocal([thread,] level, local, value) */
static int set_local(lua_State *L)
{
    static lua_CFunction original;
    if (concerns_ours(L))
    {
        api.luaL_where(L, 1);
        api.lua_pushstring(L, "'setlocal' cannot change moonwire's own values");
        api.lua_concat(L, 2);
        return api.lua_error(L);
    }

    return call_original(L, SETLOCAL, &original);
}

/* debug.getupvalue(f, up): functions of moonwire have no upvalues that a script can see. */
static int get_upvalue(lua_State *L)
{
    static lua_CFunction original;
    if (api.lua_type(L, 1) == LUA_TFUNCTION)
    {
        lua_Debug frame;
        api.lua_pushvalue(L, 1);
        api.lua_pushvalue(L, 1);
        api.lua_getinfo(L, ">S", &frame);
        int hidden = is_ours(L, &frame);
        lua_pop(L, 1);
        if (hidden)
        {
            return 0;
        }
    }

    return call_original(L, GETUPVALUE, &original);
}

/* Pushes the Lua version of debug.traceback, which removes moonwire's frames and is loaded when it is first needed. */
static void push_clean_traceback(lua_State *L)
{
    push_helper(L, CLEAN_TRACEBACK);
    api.lua_callk(L, 0, 1, 0, NULL);
}

/* debug.traceback([thread,] [message [, level]]) */
int debug_traceback(lua_State *L)
{
    static lua_CFunction original;
    int first;
    lua_State *other = thread_of(L, &first);
    int arguments = api.lua_gettop(L);
    int type = api.lua_type(L, first + 1);
    if (other == L && (type == LUA_TSTRING || type == LUA_TNUMBER || type <= LUA_TNIL))
    {
        int results = call_original(L, TRACEBACK, &original);
        const char *text = api.lua_tolstring(L, -1, NULL);
        if (text == NULL || (strstr(text, "[moonwire]:") == NULL && strstr(text, "in ?\n\t[C]: in ") == NULL))
        {
            return results;
        }

        api.lua_settop(L, arguments);
    }

    /* A table may be an error of moonwire. The shim puts the text of such an error before the traceback. */
    if (other != L && type != LUA_TSTRING && type != LUA_TNUMBER && type > LUA_TNIL && type != LUA_TTABLE)
    {
        api.lua_pushvalue(L, first + 1);
        return 1;
    }

    if (other != L)
    {
        push_clean_traceback(L);
        lua_insert(L, 1);
        api.lua_callk(L, arguments, 1, 0, NULL);
        return 1;
    }

    /* The shim removes moonwire's own frames. For the shim, the running function is one more level. */
    api.lua_settop(L, first + 2);
    int64_t level = api.lua_type(L, first + 2) == LUA_TNIL ? 1 : api.lua_tointegerx(L, first + 2, NULL);
    push_clean_traceback(L);
    api.lua_pushvalue(L, first + 1);
    api.lua_pushinteger(L, level > 0 ? level + 1 : level);
    api.lua_callk(L, 2, 1, 0, NULL);
    return 1;
}

const struct function debug_functions[] = {
    {"getinfo", get_info},
    {"getlocal", get_local},
    {"setlocal", set_local},
    {"getupvalue", get_upvalue},
    {"traceback", debug_traceback},
    {NULL, NULL},
};
