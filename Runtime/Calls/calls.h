/*
 * pcall, xpcall and the coroutine library in C, as Lua has them: a call of one is one level of the stack, and costs what it
 * costs in Lua's own library. Beyond Lua's they let a coroutine wait for the loop, and they take the ways of scopes.lua and
 * coroutines.lua while a cleanup handler waits or a fiber has to raise.
 */
#ifndef MOONWIRE_CALLS_H
#define MOONWIRE_CALLS_H

#include "lua_api.h"

/* What one Lua state's functions share with C# (NativeCalls.cs has the same fields). The loop's thread writes all but held. */
struct calls
{
    int32_t attention;           /* Not 0 while a fiber may have to raise at an interruption point. C# writes it. */
    int32_t handlers;            /* How many cleanup handlers wait in all coroutines. scopes.lua writes it. */
    int32_t unsuspendable;       /* How many coroutines were resumed from places where the fiber cannot suspend. */
    volatile int32_t held;       /* Not 0 while another thread holds on to inner: it may not be freed. */
    lua_State *fiber;            /* The Lua thread of the running fiber. C# writes it. */
    lua_State *volatile inner;   /* The coroutine that runs, or NULL while the fiber's own thread runs. */
    lua_State *main_fiber;       /* Only the loop resumes these two. */
    lua_State *main_thread;
    void *token;                 /* The block of the userdata that a thread yields to wait for the loop. */
    int32_t loadings;            /* How many modules are being loaded. require.lua writes it. */
    int32_t stack_offset;        /* Where a lua_State has its stack, and its list of variables to close; 0 if that is not known. */
    int32_t to_close_offset;
};

/* The upvalues of each function: a light userdata for struct calls, and a table of what shims do. */
#define CALLS_UPVALUE lua_upvalueindex(1)
#define HELPERS_UPVALUE lua_upvalueindex(2)
#define COROUTINE_UPVALUE lua_upvalueindex(3)

/* The indexes of the table of what shims do. They fill it, and have the same names and numbers. */
enum helper
{
    INTERRUPTION_POINT = 1, /* (): raises if the running fiber was interrupted. */
    ENTER_INNER,            /* () -> stack, base, outer: a scope begins inside another one. */
    EXIT_INNER,             /* (stack, base, outer, ok, ...) -> ok, ...: it ends. */
    EXIT_SCOPE,             /* (ok, ...) -> ok, ...: a scope ends that began when no handler waited. */
    HANDLERS,               /* A table: the message handlers as Lua gets them, by those of scripts. */
    WRAP_HANDLER,           /* (handler) -> handler: makes an entry of that table. */
    TOKEN,                  /* What a thread yields to wait for the loop. */
    WAITS_ELSEWHERE,        /* (): raises, because the coroutine waits in another fiber. */
    ENDED,                  /* (co): a coroutine has ended while handlers wait. */
    FAILED,                 /* (co, e) -> e: a resumed coroutine has failed. */
    FAILED_WRAPPED,         /* (co, e) -> boolean, e: a wrapped coroutine has failed; whether a message gets the caller's place. */
    CLOSE,                  /* Lua's own functions of the libraries coroutine and debug. */
    GETINFO,
    GETLOCAL,
    GETUPVALUE,
    SETHOOK,
    GETHOOK,
    TRACEBACK,
    CLEAN_TRACEBACK,        /* debug.traceback without what is ours. */
    STATUS,                 /* Lua's own coroutine.status. */
    RUNNING_FIBER,          /* (co) -> co, boolean: what coroutine.running says in a fiber's own body. */
    SETLOCAL,               /* Lua's own debug.setlocal. */
    FILE_READ,              /* Lua's own functions that read files. */
    FILE_LINES,
    IO_READ,
    IO_LINES,
    STAND_INS,              /* A table: what scripts know, by functions that do its work. */
};

static inline struct calls *calls_of(lua_State *L)
{
    return api.lua_touserdata(L, CALLS_UPVALUE);
}

static inline void push_helper(lua_State *L, enum helper helper)
{
    api.lua_rawgeti(L, HELPERS_UPVALUE, helper);
}

/* A continuation for a call that does not yield: with one, what is called knows whether the fiber can suspend. */
int never_goes_on(lua_State *L, int status, lua_KContext context);

/* Whether a function has to do no more than Lua's own when a coroutine or a protected call fails. */
static inline int is_plain(const struct calls *calls)
{
    return (calls->attention | calls->handlers | calls->loadings) == 0;
}

/* Raises if the running fiber was interrupted, at the start of a function. */
static inline void pass_interruption_point(lua_State *L, const struct calls *calls)
{
    if (calls->attention)
    {
        push_helper(L, INTERRUPTION_POINT);
        api.lua_callk(L, 0, 0, 0, never_goes_on);
    }
}

/* The bit of a coroutine's extra space that is set while it waits for the loop. To everybody but the loop it runs then. */
#define WAITS ((uintptr_t)1)

static inline uintptr_t *extra_space(lua_State *co)
{
    return (uintptr_t *)((char *)co - sizeof(void *)); /* lua_getextraspace */
}

static inline int is_waiting_for_loop(lua_State *co)
{
    return (*extra_space(co) & WAITS) != 0;
}

/* Calls Lua's own function, which finds the arguments where it is used to. Its address is found once: it is the process's. */
static inline int call_original(lua_State *L, enum helper helper, lua_CFunction *original)
{
    if (*original == NULL)
    {
        push_helper(L, helper);
        *original = api.lua_tocfunction(L, -1);
        lua_pop(L, 1);
    }

    return (*original)(L);
}

/* Removes our place from the error on top: it is no place of the script's. */
void remove_own_place(lua_State *L);

struct function
{
    const char *name;
    lua_CFunction entry;
};

extern const struct function protected_calls[];
extern const struct function coroutine_functions[];
extern const struct function coroutine_state[];
extern const struct function debug_functions[];
extern const struct function hook_functions[];
extern const struct function file_functions[];
extern const struct function program_functions[];

/* Whether a C function is one of C#. */
extern int (*is_managed)(lua_CFunction function);

/* Whether a C function is one of this folder. */
int moonwire_calls_has(lua_CFunction function);

/* debug.traceback, which gives back what is no message. */
int debug_traceback(lua_State *L);

/* The function that a wrapped coroutine is. */
int call_wrapped(lua_State *L);

/* The function that file:lines returns. */
int next_line(lua_State *L);

#endif
