namespace Moonwire.Runtime.Lua;

/// <summary>
/// Where Lua 5.4.9 keeps what the host reads and writes without a call: offsets, tags, bits and sizes of the engine's
/// structs on a 64-bit machine, under the names of the structs. No other file has a number of the engine.
/// </summary>
/// <remarks>
/// Each constant is followed by its name in C and by the check that finds a wrong number. All checks run once, as the program
/// starts: <see cref="LuaLayout.Matches"/>, <see cref="CallProbe"/>, <see cref="ExpectedResults"/>, <see cref="LuaLayout.MarkToClose"/>
/// at its first call, <see cref="RunningThread.TryWatch"/>, DeferredExitProbe and ThreadClosingProbe of Binding, and finds_indexed
/// of prelude.lua. Fields at offset 0 have no constant: the value of a TValue, the function of a CallInfo.
/// </remarks>
internal static class EngineLayout
{
    /// <summary>lua_State (lstate.h).</summary>
    internal static class LuaState
    {
        internal const int Status = 10; // status: CallProbe
        internal const int AllowHook = 11; // allowhook: CallProbe
        internal const int Top = 16; // top: LuaLayout
        internal const int Global = 24; // l_G: LuaLayout
        internal const int CallInfo = 32; // ci: LuaLayout
        internal const int StackLast = 40; // stack_last: LuaLayout
        internal const int Stack = 48; // stack: LuaLayout
        internal const int ToClose = 64; // tbclist: LuaLayout.MarkToClose, ThreadClosingProbe
        internal const int ErrorJump = 88; // errorJmp, which begins with the one before: CallProbe
        internal const int FirstCall = 96; // base_ci: LuaLayout
        internal const int MessageHandler = 168; // errfunc: CallProbe
        internal const int CallCount = 176; // nCcalls: LuaLayout

        /// <summary>The part of nCcalls that counts calls which cannot yield.</summary>
        internal const uint UnyieldableMask = 0xffff0000; // yieldable(): LuaLayout

        /// <summary>The status of a thread that has yielded.</summary>
        internal const byte Yielded = 1; // LUA_YIELD: DeferredExitProbe

        /// <summary>The bytes of a new thread's stack, and how many of them lie behind stack_last. SlabAllocator needs the sum only as a hint.</summary>
        internal const nuint StackSize = 720; // BASIC_STACK_SIZE + EXTRA_STACK: LuaLayout
        internal const nuint StackReserve = 80; // EXTRA_STACK: LuaLayout
    }

    /// <summary>CallInfo (lstate.h). Its unions have several meanings: Lua and C functions, and what a call is about.</summary>
    internal static class CallInfo
    {
        internal const int Top = 8; // top: CallProbe
        internal const int Previous = 16; // previous: CallProbe, ExpectedResults
        internal const int Next = 24; // next: CallProbe
        internal const int SavedPc = 32; // u.l.savedpc: finds_indexed
        internal const int Continuation = 32; // u.c.k: CallProbe
        internal const int OlderHandler = 40; // u.c.old_errfunc: CallProbe
        internal const int ProtectedFrom = 56; // u2.funcidx: CallProbe
        internal const int ResultCount = 56; // u2.nres: DeferredExitProbe
        internal const int ExpectedResults = 60; // nresults: ExpectedResults
        internal const int Status = 62; // callstatus: CallProbe

        internal const ushort HooksAllowed = 1; // CIST_OAH: CallProbe
        internal const ushort IsC = 1 << 1; // CIST_C: CallProbe; of Lua functions finds_indexed
        internal const ushort IsProtected = 1 << 4; // CIST_YPCALL: CallProbe
        internal const ushort ErrorMask = 7 << 10; // CIST_RECST: ThreadClosingProbe

        /// <summary>What nresults is with something to close: this minus what the caller wants.</summary>
        internal const int ClosingResults = -3; // codeNresults() (lapi.h): LuaLayout.MarkToClose
    }

    /// <summary>TValue and StackValue (lobject.h). What lua_type gives is the low four bits of a tag.</summary>
    internal static class TValue
    {
        internal const int Size = 16; // sizeof(TValue): LuaLayout
        internal const int Tag = 8; // tt_: LuaLayout

        /// <summary>Of a value that is to be closed: how many places below it the one before lies.</summary>
        internal const int Distance = 10; // tbclist.delta: LuaLayout.MarkToClose

        internal const byte TypeMask = 0x0f; // novariant(): LuaLayout
        internal const byte Collectable = 0x40; // BIT_ISCOLLECTABLE: LuaLayout, in the tags below

        internal const byte NilTag = 0; // LUA_VNIL: LuaLayout
        internal const byte FalseTag = 1; // LUA_VFALSE: LuaLayout
        internal const byte TrueTag = 0x11; // LUA_VTRUE: LuaLayout
        internal const byte LightUserdataTag = 2; // LUA_VLIGHTUSERDATA: LuaLayout
        internal const byte IntegerTag = 3; // LUA_VNUMINT: LuaLayout
        internal const byte LightFunctionTag = 6 | 0x10; // LUA_VLCF, a C function without upvalues: LuaLayout
        internal const byte CClosureTag = 6 | 0x20 | Collectable; // LUA_VCCL: LuaLayout
        internal const byte UserdataTag = 7 | Collectable; // LUA_VUSERDATA: LuaLayout
        internal const byte ThreadTag = 8 | Collectable; // LUA_VTHREAD: LuaLayout
    }

    /// <summary>Udata (lobject.h).</summary>
    internal static class Udata
    {
        internal const int UserValues = 10; // nuvalue: LuaLayout
        internal const int Length = 16; // len: LuaLayout
        internal const int Metatable = 24; // metatable: LuaLayout
        internal const int BlockWithout = 32; // Udata0's bindata, the block without user values: LuaLayout
        internal const int BlockWith = 40; // uv, after which the block follows: LuaLayout
    }

    /// <summary>CClosure (lobject.h).</summary>
    internal static class CClosure
    {
        internal const int FirstUpvalue = 32; // upvalue: LuaLayout
    }

    /// <summary>LClosure (lobject.h).</summary>
    internal static class LClosure
    {
        internal const int FirstUpvalue = 32; // upvals: finds_indexed
    }

    /// <summary>UpVal (lobject.h).</summary>
    internal static class UpVal
    {
        internal const int Target = 16; // v: RunningThread, finds_indexed
        internal const int OwnValue = 24; // u.value, of a closed upvalue: RunningThread
    }

    /// <summary>Instruction (lopcodes.h): those that index, and their operand B.</summary>
    internal static class Instruction
    {
        internal const uint OpcodeMask = 0x7f; // SIZE_OP: finds_indexed
        internal const int OperandShift = 16; // POS_B: finds_indexed
        internal const int OperandMask = 0xff; // SIZE_B: finds_indexed

        internal const int GetTabUp = 11; // OP_GETTABUP: finds_indexed
        internal const int GetTable = 12; // OP_GETTABLE: finds_indexed
        internal const int GetI = 13; // OP_GETI: finds_indexed
        internal const int GetField = 14; // OP_GETFIELD: finds_indexed
        internal const int Self = 20; // OP_SELF: finds_indexed
    }
}
