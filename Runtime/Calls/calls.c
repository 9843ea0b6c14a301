#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>

#include "calls.h"

/* The position that Lua puts before the message about a stack overflow inside a shim. */
#define OWN_PLACE "[moonwire]:-1: "

#define EXPORT __attribute__((visibility("default")))

struct lua_api api;
int (*is_managed)(lua_CFunction function);

int never_goes_on(lua_State *L, int status, lua_KContext context)
{
    (void)L;
    (void)status;
    (void)context;
    return 0;
}

void remove_own_place(lua_State *L)
{
    const char *message = api.lua_type(L, -1) == LUA_TSTRING ? api.lua_tolstring(L, -1, NULL) : NULL;
    if (message != NULL && strncmp(message, OWN_PLACE, sizeof OWN_PLACE - 1) == 0)
    {
        api.lua_pushstring(L, message + sizeof OWN_PLACE - 1);
        lua_replace(L, -2);
    }
}

static const struct function *const lists[] = {
    protected_calls, coroutine_functions, coroutine_state, debug_functions,
    hook_functions, file_functions, program_functions,
};

#define LISTS (sizeof lists / sizeof *lists)

static int find_api(void *engine)
{
#define X(result, name, parameters) \
    *(void **)&api.name = dlsym(engine, #name); \
    if (api.name == NULL) \
    { \
        return 0; \
    }
    LUA_API_FUNCTIONS(X)
#undef X
    return 1;
}

static void add(lua_State *L, const struct function *functions)
{
    for (; functions->name != NULL; functions++)
    {
        api.lua_pushvalue(L, -1);
        api.lua_pushcclosure(L, functions->entry, 1);
        api.lua_setfield(L, -3, functions->name);
    }
}

/*
 * Adds the functions to the table below the top. The table on top is the table of helpers, which shims fill later.
 * Returns 0 if the engine lacks a function. Raises if memory runs out.
 */
EXPORT int moonwire_calls_add(
    lua_State *L, void *engine, struct calls *calls, int (*is_managed_function)(lua_CFunction))
{
    if (!find_api(engine))
    {
        return 0;
    }

    is_managed = is_managed_function;
    *extra_space(keeper_of(L)) = (uintptr_t)calls;
    for (size_t i = 0; i < LISTS; i++)
    {
        add(L, lists[i]);
    }

    return 1;
}

EXPORT int moonwire_calls_has(lua_CFunction function)
{
    for (size_t i = 0; i < LISTS; i++)
    {
        for (const struct function *each = lists[i]; each->name != NULL; each++)
        {
            if (each->entry == function)
            {
                return 1;
            }
        }
    }

    return function == call_wrapped || function == next_line;
}
