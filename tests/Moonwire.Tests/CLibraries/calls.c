/*
 * A Lua C module for tests, which calls functions and forks processes as C libraries do. It is built without Lua's
 * headers, which few machines have.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct lua_State lua_State;
typedef struct { const char *name; int (*function)(lua_State *); } luaL_Reg;

extern int lua_pcallk(lua_State *, int, int, int, long, void *);
extern void lua_callk(lua_State *, int, int, long, void *);
extern int lua_resume(lua_State *, lua_State *, int, int *);
extern lua_State *lua_newthread(lua_State *);
extern lua_State *luaL_newstate(void);
extern void lua_close(lua_State *);
extern void luaL_openlibs(lua_State *);
extern int luaL_loadstring(lua_State *, const char *);
extern void lua_xmove(lua_State *, lua_State *, int);
extern void lua_pushvalue(lua_State *, int);
extern void lua_pushinteger(lua_State *, long long);
extern void lua_pushboolean(lua_State *, int);
extern const char *lua_pushstring(lua_State *, const char *);
extern const char *lua_tolstring(lua_State *, int, size_t *);
extern long long luaL_checkinteger(lua_State *, int);
extern const char *luaL_checklstring(lua_State *, int, size_t *);
extern void lua_createtable(lua_State *, int, int);
extern void luaL_setfuncs(lua_State *, const luaL_Reg *, int);

/* protected(f): calls f, and returns true if f raised no error. */
static int protected(lua_State *L)
{
    lua_pushvalue(L, 1);
    lua_pushboolean(L, lua_pcallk(L, 0, 0, 0, 0, NULL) == 0);
    return 1;
}

/* called(f): calls f, and lets errors pass through. */
static int called(lua_State *L)
{
    lua_pushvalue(L, 1);
    lua_callk(L, 0, 0, 0, NULL);
    return 0;
}

/* resumed(f): runs f in a coroutine, as a scheduler in C does, and returns the status. */
static int resumed(lua_State *L)
{
    int results;
    lua_State *coroutine = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, coroutine, 1);
    lua_pushinteger(L, lua_resume(coroutine, L, 0, &results));
    return 1;
}

/* in_state(text): runs a chunk in its own Lua state, and returns its result. */
static int in_state(lua_State *L)
{
    lua_State *other = luaL_newstate();
    luaL_openlibs(other);
    if (luaL_loadstring(other, luaL_checklstring(L, 1, NULL)) == 0)
        lua_pcallk(other, 0, 1, 0, 0, NULL);
    lua_pushstring(L, lua_tolstring(other, -1, NULL));
    lua_close(other);
    return 1;
}

static int forked(lua_State *L)
{
    lua_pushinteger(L, fork());
    return 1;
}

static int send_signal(lua_State *L)
{
    lua_pushboolean(L, kill((pid_t)luaL_checkinteger(L, 1), (int)luaL_checkinteger(L, 2)) == 0);
    return 1;
}

/* wait_for(pid): returns "exit" or "signal", and the number. */
static int wait_for(lua_State *L)
{
    int status;
    if (waitpid((pid_t)luaL_checkinteger(L, 1), &status, 0) < 0)
        return 0;
    lua_pushstring(L, WIFEXITED(status) ? "exit" : "signal");
    lua_pushinteger(L, WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    return 2;
}

static int process_id(lua_State *L)
{
    lua_pushinteger(L, getpid());
    return 1;
}

int luaopen_calls(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"protected", protected}, {"called", called}, {"resumed", resumed}, {"in_state", in_state},
        {"fork", forked}, {"kill", send_signal}, {"wait", wait_for}, {"getpid", process_id}, {NULL, NULL},
    };
    lua_createtable(L, 0, 8);
    luaL_setfuncs(L, functions, 0);
    return 1;
}
