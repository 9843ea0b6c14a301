/*
 * The functions of the Lua 5.4 C API that the files of this folder call. The engine is a library that is opened when
 * the program starts, so these files call the functions through a table of addresses.
 */
#ifndef MOONWIRE_LUA_API_H
#define MOONWIRE_LUA_API_H

#include <stddef.h>
#include <stdint.h>

typedef struct lua_State lua_State;
typedef intptr_t lua_KContext;
typedef int (*lua_CFunction)(lua_State *);
typedef struct lua_Debug lua_Debug;
typedef void (*lua_Hook)(lua_State *, lua_Debug *);
typedef int (*lua_KFunction)(lua_State *, int, lua_KContext);

#define LUA_MULTRET (-1)
#define LUA_OK 0
#define LUA_YIELD 1
#define LUA_ERRMEM 4
#define LUA_TNONE (-1)
#define LUA_TNIL 0
#define LUA_TNUMBER 3
#define LUA_TSTRING 4
#define LUA_TTABLE 5
#define LUA_TFUNCTION 6
#define LUA_TTHREAD 8
#define LUA_REGISTRYINDEX (-1000000 - 1000)

#define HOOK_CALL 0   /* LUA_HOOKCALL */
#define HOOK_RETURN 1 /* LUA_HOOKRET */

struct lua_Debug
{
    int event;
    const char *name;
    const char *namewhat;
    const char *what;
    const char *source;
    size_t srclen;
    int currentline;
    int linedefined;
    int lastlinedefined;
    unsigned char nups;
    unsigned char nparams;
    char isvararg;
    char istailcall;
    unsigned short ftransfer;
    unsigned short ntransfer;
    char short_src[60];
    void *i_ci;
};

/* luaL_Buffer. */
struct lua_buffer
{
    char *bytes;
    size_t size;
    size_t count;
    lua_State *state;
    union
    {
        double number;
        void *pointer;
        int64_t integer;
        char bytes[16 * sizeof(void *) * sizeof(double)];
    } first;
};

#define lua_upvalueindex(i) (LUA_REGISTRYINDEX - (i))

/* X(result, name, parameters) for each function. */
#define LUA_API_FUNCTIONS(X) \
    X(void, lua_callk, (lua_State *, int, int, lua_KContext, lua_KFunction)) \
    X(int, lua_checkstack, (lua_State *, int)) \
    X(int, lua_closethread, (lua_State *, lua_State *)) \
    X(void, lua_concat, (lua_State *, int)) \
    X(int, lua_error, (lua_State *)) \
    X(int, lua_getfield, (lua_State *, int, const char *)) \
    X(lua_Hook, lua_gethook, (lua_State *)) \
    X(int, lua_gethookcount, (lua_State *)) \
    X(int, lua_gethookmask, (lua_State *)) \
    X(int, lua_getinfo, (lua_State *, const char *, lua_Debug *)) \
    X(int, lua_getstack, (lua_State *, int, lua_Debug *)) \
    X(int, lua_gettop, (lua_State *)) \
    X(int, lua_isyieldable, (lua_State *)) \
    X(lua_State *, lua_newthread, (lua_State *)) \
    X(int, lua_pcallk, (lua_State *, int, int, int, lua_KContext, lua_KFunction)) \
    X(void, lua_pushboolean, (lua_State *, int)) \
    X(void, lua_pushcclosure, (lua_State *, lua_CFunction, int)) \
    X(void, lua_pushinteger, (lua_State *, int64_t)) \
    X(void, lua_pushnil, (lua_State *)) \
    X(const char *, lua_pushlstring, (lua_State *, const char *, size_t)) \
    X(const char *, lua_pushstring, (lua_State *, const char *)) \
    X(int, lua_pushthread, (lua_State *)) \
    X(void, lua_pushvalue, (lua_State *, int)) \
    X(int, lua_rawget, (lua_State *, int)) \
    X(int, lua_rawequal, (lua_State *, int, int)) \
    X(int, lua_rawgeti, (lua_State *, int, int64_t)) \
    X(void, lua_rotate, (lua_State *, int, int)) \
    X(void, lua_copy, (lua_State *, int, int)) \
    X(int, lua_resume, (lua_State *, lua_State *, int, int *)) \
    X(void, lua_setfield, (lua_State *, int, const char *)) \
    X(void, lua_sethook, (lua_State *, lua_Hook, int, int)) \
    X(void, lua_settop, (lua_State *, int)) \
    X(int, lua_status, (lua_State *)) \
    X(lua_CFunction, lua_tocfunction, (lua_State *, int)) \
    X(lua_State *, lua_tothread, (lua_State *, int)) \
    X(void *, lua_touserdata, (lua_State *, int)) \
    X(int, lua_toboolean, (lua_State *, int)) \
    X(int64_t, lua_tointegerx, (lua_State *, int, int *)) \
    X(const char *, lua_tolstring, (lua_State *, int, size_t *)) \
    X(int, lua_type, (lua_State *, int)) \
    X(void, lua_xmove, (lua_State *, lua_State *, int)) \
    X(int, lua_yieldk, (lua_State *, int, lua_KContext, lua_KFunction)) \
    X(void, luaL_addlstring, (struct lua_buffer *, const char *, size_t)) \
    X(void, luaL_buffinit, (lua_State *, struct lua_buffer *)) \
    X(void, luaL_checkany, (lua_State *, int)) \
    X(void, luaL_checktype, (lua_State *, int, int)) \
    X(int, luaL_fileresult, (lua_State *, int, const char *)) \
    X(void, luaL_pushresult, (struct lua_buffer *)) \
    X(void *, luaL_testudata, (lua_State *, int, const char *)) \
    X(int, luaL_typeerror, (lua_State *, int, const char *)) \
    X(void, luaL_where, (lua_State *, int))

struct lua_api
{
#define X(result, name, parameters) result(*name) parameters;
    LUA_API_FUNCTIONS(X)
#undef X
};

extern struct lua_api api;

#define lua_pop(L, n) api.lua_settop(L, -(n) - 1)
#define lua_insert(L, index) api.lua_rotate(L, index, 1)

static inline void lua_remove(lua_State *L, int index)
{
    api.lua_rotate(L, index, -1);
    lua_pop(L, 1);
}

static inline void lua_replace(lua_State *L, int index)
{
    api.lua_copy(L, -1, index);
    lua_pop(L, 1);
}

#endif
