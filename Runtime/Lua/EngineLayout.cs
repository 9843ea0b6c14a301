namespace Moonwire.Runtime.Lua;

/// <summary>
/// Where Lua 5.4.9 keeps what the host reads and writes without a call: offsets, tags, bits and sizes of the engine's
/// structs on a 64-bit machine, under the names of the structs. No other file has a number of the engine.
/// </summary>
/// <remarks>
/// Each constant is followed by its name in C and by the check that finds a wrong number. All checks run once, as the program
/// starts: <see cref="StackLayout.Matches"/>, <see cref="CallProbe"/>, <see cref="WantedResults"/>, <see cref="StackLayout.MarkToClose"/>
/// at its first call, <see cref="RunningThread.TryWatch"/>, DirectCallProbe and ThreadClosingProbe of Binding, and finds_indexed
/// of prelude.lua. Fields at offset 0 have no constant: the value of a TValue, the function of a CallInfo.
/// </remarks>
internal static class EngineLayout
{
    /// <summary>lua_State (lstate.h).</summary>
    internal static class LuaState
    {
        internal const int Status = 10; // status: CallProbe
        internal const int AllowHook = 11; // allowhook: CallProbe
        internal const int Top = 16; // top: StackLayout
        internal const int Global = 24; // l_G: StackLayout
        internal const int CallInfo = 32; // ci: StackLayout
        internal const int StackLast = 40; // stack_last: StackLayout
        internal const int Stack = 48; // stack: StackLayout
        internal const int ToClose = 64; // tbclist: StackLayout.MarkToClose, ThreadClosingProbe
        internal const int FirstCall = 96; // base_ci: StackLayout
        internal const int MessageHandler = 168; // errfunc: CallProbe
        internal const int CallCount = 176; // nCcalls: StackLayout

        /// <summary>The part of nCcalls that counts calls which cannot yield.</summary>
        internal const uint UnyieldableMask = 0xffff0000; // yieldable(): StackLayout

        /// <summary>The status of a thread that has yielded.</summary>
        internal const byte Yielded = 1; // LUA_YIELD: DirectCallProbe

        /// <summary>The bytes of a new thread's stack, and how many of them lie behind stack_last. SmallBlocks needs the sum only as a hint.</summary>
        internal const nuint StackSize = 720; // BASIC_STACK_SIZE + EXTRA_STACK: StackLayout
        internal const nuint StackReserve = 80; // EXTRA_STACK: StackLayout
    }

    /// <summary>CallInfo (lstate.h). Its unions have several meanings: Lua and C functions, and what a call is about.</summary>
    internal static class CallInfo
    {
        internal const int Top = 8; // top: CallProbe
        internal const int Previous = 16; // previous: CallProbe, WantedResults
        internal const int Next = 24; // next: CallProbe
        internal const int SavedPc = 32; // u.l.savedpc: finds_indexed
        internal const int Continuation = 32; // u.c.k: CallProbe
        internal const int OlderHandler = 40; // u.c.old_errfunc: CallProbe
        internal const int ProtectedFrom = 56; // u2.funcidx: CallProbe
        internal const int ResultCount = 56; // u2.nres: DirectCallProbe
        internal const int WantedResults = 60; // nresults: WantedResults
        internal const int Status = 62; // callstatus: CallProbe

        internal const ushort HooksAllowed = 1; // CIST_OAH: CallProbe
        internal const ushort IsC = 1 << 1; // CIST_C: CallProbe; of Lua functions finds_indexed
        internal const ushort IsProtected = 1 << 4; // CIST_YPCALL: CallProbe
        internal const ushort ErrorMask = 7 << 10; // CIST_RECST: ThreadClosingProbe

        /// <summary>What nresults is with something to close: this minus what the caller wants.</summary>
        internal const int ClosingResults = -3; // codeNresults() (lapi.h): StackLayout.MarkToClose
    }

    /// <summary>TValue and StackValue (lobject.h). What lua_type gives is the low four bits of a tag.</summary>
    internal static class TValue
    {
        internal const int Size = 16; // sizeof(TValue): StackLayout
        internal const int Tag = 8; // tt_: StackLayout

        /// <summary>Of a value that is to be closed: how many places below it the one before lies.</summary>
        internal const int Distance = 10; // tbclist.delta: StackLayout.MarkToClose

        internal const byte TypeMask = 0x0f; // novariant(): StackLayout
        internal const byte Collectable = 0x40; // BIT_ISCOLLECTABLE: StackLayout, in the tags below

        internal const byte NilTag = 0; // LUA_VNIL: StackLayout
        internal const byte FalseTag = 1; // LUA_VFALSE: StackLayout
        internal const byte TrueTag = 0x11; // LUA_VTRUE: StackLayout
        internal const byte LightUserdataTag = 2; // LUA_VLIGHTUSERDATA: StackLayout
        internal const byte IntegerTag = 3; // LUA_VNUMINT: StackLayout
        internal const byte LightFunctionTag = 6 | 0x10; // LUA_VLCF, a C function without upvalues: StackLayout
        internal const byte CClosureTag = 6 | 0x20 | Collectable; // LUA_VCCL: StackLayout
        internal const byte UserdataTag = 7 | Collectable; // LUA_VUSERDATA: StackLayout
        internal const byte ThreadTag = 8 | Collectable; // LUA_VTHREAD: StackLayout
    }

    /// <summary>Udata (lobject.h).</summary>
    internal static class Udata
    {
        internal const int UserValues = 10; // nuvalue: StackLayout
        internal const int Length = 16; // len: StackLayout
        internal const int Metatable = 24; // metatable: StackLayout
        internal const int BlockWithout = 32; // Udata0's bindata, the block without user values: StackLayout
        internal const int BlockWith = 40; // uv, after which the block follows: StackLayout
    }

    /// <summary>CClosure (lobject.h).</summary>
    internal static class CClosure
    {
        internal const int FirstUpvalue = 32; // upvalue: StackLayout
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
