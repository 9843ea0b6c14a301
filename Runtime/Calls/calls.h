/*
 * Declares the functions of this folder, which implement pcall, xpcall, the coroutine library and other functions in C,
 * as Lua does. A call of such a function is therefore one level of the stack, and costs as much as in lua. Unlike Lua's
 * functions, these functions let a coroutine wait for the event loop. While a cleanup handler is registered or a fiber
 * has to raise, they call helpers of scopes.lua and coroutines.lua.
 */
#ifndef MOONWIRE_CALLS_H
#define MOONWIRE_CALLS_H

#include "lua_api.h"

/*
 * The state that these functions share with C#, one per Lua state. NativeCalls.cs has the same fields. Other OS threads
 * write only the field held.
 */
struct calls
{
    int32_t attention;           /* Not 0 while a fiber may have to raise at an interruption point. Written by C#. */
    int32_t handlers;            /* The number of registered cleanup handlers. Written by scopes.lua. */
    int32_t unsuspendable;       /* The number of coroutines that were resumed by code that cannot suspend. */
    volatile int32_t held;       /* Not 0 while another OS thread uses inner, which then must not be freed. */
    lua_State *fiber;            /* The Lua thread of the running fiber. Written by C#. */
    lua_State *volatile inner;   /* The running coroutine, or NULL while the fiber's own Lua thread runs. */
    lua_State *main_fiber;       /* Only the event loop resumes these two threads. */
    lua_State *main_thread;
    void *token;                 /* The block of the userdata that a Lua thread yields to wait for the event loop. */
    int32_t loadings;            /* The number of modules that are being loaded. Written by require.lua. */
    int32_t stack_offset;        /* The offsets of stack and tbclist in a lua_State, or 0 if unknown. */
    int32_t to_close_offset;
    int32_t handler_offset;      /* The offset of errfunc in a lua_State; 0 if it is not known. */
};

/* The upvalues: every function has the table of helpers, and call_wrapped also has its coroutine. */
#define HELPERS_UPVALUE lua_upvalueindex(1)
#define COROUTINE_UPVALUE lua_upvalueindex(2)

/* The indexes of the table of helpers. The shims fill the table, and use the same names and numbers. */
enum helper
{
    INTERRUPTION_POINT = 1, /* (): raises if the running fiber was interrupted. */
    ENTER_INNER,            /* () -> stack, base, outer: begins a scope inside another scope. */
    EXIT_INNER,             /* (stack, base, outer, ok, ...) -> ok, ...: ends this scope. */
    EXIT_SCOPE,             /* (ok, ...) -> ok, ...: ends a scope that began when no cleanup handler was registered. */
    HANDLERS,               /* A table: keys are message handlers of scripts, values are the wrappers that Lua gets. */
    WRAP_HANDLER,           /* (handler) -> handler: adds an entry to that table. */
    TOKEN,                  /* The userdata that a Lua thread yields to wait for the event loop. */
    WAITS_ELSEWHERE,        /* (): raises, because the coroutine waits in another fiber. */
    ENDED,                  /* (co): a coroutine has ended while cleanup handlers are registered. */
    FAILED,                 /* (co, e) -> e: a resumed coroutine has failed. */
    FAILED_WRAPPED,         /* (co, e) -> boolean, e: a wrapped coroutine has failed. True adds a position. */
    CLOSE,                  /* From here on, Lua's own functions of the libraries coroutine and debug. */
    GETINFO,
    GETLOCAL,
    GETUPVALUE,
    SETHOOK,
    GETHOOK,
    TRACEBACK,
    CLEAN_TRACEBACK,        /* () -> function: debug.traceback that leaves out frames of moonwire. */
    STATUS,                 /* Lua's own coroutine.status. */
    RUNNING_FIBER,          /* (co) -> co, boolean: the results of coroutine.running in the body of a fiber. */
    SETLOCAL,               /* Lua's own debug.setlocal. */
    FILE_READ,              /* From here on, Lua's own functions that read files. */
    FILE_LINES,
    IO_READ,
    IO_LINES,
    STAND_INS,              /* A table of the public functions that scripts see instead of internal ones. */
    ENDING,                 /* The error that ends the program. */
};

/*
 * Set in the extra space of a coroutine that waits for the event loop. Scripts see the status of the coroutine as
 * "normal".
 */
#define WAITS ((uintptr_t)1)

static inline uintptr_t *extra_space(lua_State *co)
{
    return (uintptr_t *)((char *)co - sizeof(void *)); /* lua_getextraspace */
}

/*
 * The extra space of each Lua thread points to the keeper (LuaInstance.cs), whose own extra space points to struct
 * calls.
 */
static inline lua_State *keeper_of(lua_State *L)
{
    return (lua_State *)(*extra_space(L) & ~WAITS);
}

static inline struct calls *calls_of(lua_State *L)
{
    return (struct calls *)*extra_space(keeper_of(L));
}

static inline void push_helper(lua_State *L, enum helper helper)
{
    api.lua_rawgeti(L, HELPERS_UPVALUE, helper);
}

/* A continuation that never runs, but makes the thread yieldable during a call, as interruption points expect. */
int never_goes_on(lua_State *L, int status, lua_KContext context);

/* True if the failure of a coroutine or a protected call needs no work beyond Lua's. */
static inline int is_plain(const struct calls *calls)
{
    return (calls->attention | calls->handlers | calls->loadings) == 0;
}

/* Called at the start of a function. Raises if the running fiber was interrupted. */
static inline void pass_interruption_point(lua_State *L, const struct calls *calls)
{
    if (calls->attention)
    {
        push_helper(L, INTERRUPTION_POINT);
        api.lua_callk(L, 0, 0, 0, never_goes_on);
    }
}

static inline int is_waiting_for_loop(lua_State *co)
{
    return (*extra_space(co) & WAITS) != 0;
}

/* Calls Lua's own function with the arguments of the running function. Looks up the address once per process. */
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

/*
 * Raises the error on top. If the error ends the program, no message handler of a script is called, because scripts
 * must not see this error.
 */
int raise_error(lua_State *L);

/* Removes the position of a shim from the error message on top, because it means nothing to a script. */
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

/* True if the function is a managed (C#) function. */
extern int (*is_managed)(lua_CFunction function);

/* True if the function belongs to this folder. */
int moonwire_calls_has(lua_CFunction function);

/*
 * debug.traceback. Returns the message with a traceback if the message is nil, a string, a number or an error of
 * moonwire. Returns any other message unchanged.
 */
int debug_traceback(lua_State *L);

/* The function that coroutine.wrap returns. */
int call_wrapped(lua_State *L);

/* The iterator that file:lines and io.lines return. */
int next_line(lua_State *L);

#endif
