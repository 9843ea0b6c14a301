#include "calls.h"

/*
 * run_program(main, trace, ...): the body of the main fiber. It calls main(...), which returns an iterator over the
 * steps of the program. The iterator returns the next step, which is a function and its arguments, or nothing after the
 * last step. The iterator's argument is the first result of the previous step. This C function calls scripts directly,
 * with no other frame in between, as in lua. An error goes to the message handler trace, and ends the steps.
 */

/* The stack slots of the message handler and of the iterator. */
#define TRACE 2
#define STEPS 1

enum phase
{
    BEGINS,    /* main runs */
    ASKS,      /* the iterator runs */
    CARRIES,   /* a step runs */
};

static int go_on(lua_State *L, int status, lua_KContext context)
{
    if (status != LUA_OK && status != LUA_YIELD)
    {
        api.lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }

    enum phase phase = (enum phase)context;
    for (;;)
    {
        if (phase == ASKS && api.lua_gettop(L) == TRACE)
        {
            api.lua_pushboolean(L, 1);
            return 1;
        }

        if (phase == ASKS)
        {
            phase = CARRIES;
            status = api.lua_pcallk(L, api.lua_gettop(L) - TRACE - 1, 1, TRACE, phase, go_on);
        }
        else
        {
            if (phase == BEGINS)
            {
                lua_replace(L, STEPS);
                api.lua_pushnil(L);
            }

            phase = ASKS;
            api.lua_pushvalue(L, STEPS);
            lua_insert(L, -2);
            status = api.lua_pcallk(L, 1, LUA_MULTRET, TRACE, phase, go_on);
        }

        if (status != LUA_OK)
        {
            api.lua_pushboolean(L, 0);
            lua_insert(L, -2);
            return 2;
        }
    }
}

static int run_program(lua_State *L)
{
    api.lua_pushvalue(L, 1);
    lua_insert(L, TRACE + 1);
    int status = api.lua_pcallk(L, api.lua_gettop(L) - TRACE - 1, 1, TRACE, BEGINS, go_on);
    return go_on(L, status, BEGINS);
}

const struct function program_functions[] = {
    {"run_program", run_program},
    {NULL, NULL},
};
