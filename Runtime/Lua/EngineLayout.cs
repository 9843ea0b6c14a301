namespace Moonwire.Runtime.Lua;

/// <summary>
/// The offsets, tags, bits and sizes of the structs of Lua 5.4.9 on a 64-bit machine. The host reads and writes these
/// structs without a call. The nested classes are named after the structs. No other file contains such numbers.
/// </summary>
/// <remarks>
/// The comment of each constant gives its name in C and the check that finds a wrong number. All checks run once, when
/// the program starts: <see cref="LuaLayout.Matches"/>, <see cref="CallProbe"/>, <see cref="ExpectedResults"/>,
/// <see cref="LuaLayout.MarkToClose"/> at its first call, <see cref="RunningThread.TryWatch"/>, DeferredExitProbe and
/// ThreadClosingProbe of Binding, and finds_indexed of prelude.lua. <see cref="ScriptPlaces"/> checks its own constant.
/// Fields at offset 0 have no constant: the value of a TValue, the function of a CallInfo.
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
        internal const int ErrorJump = 88; // errorJmp, whose first field is the previous jump: CallProbe
        internal const int FirstCall = 96; // base_ci: LuaLayout
        internal const int MessageHandler = 168; // errfunc: CallProbe
        internal const int CallCount = 176; // nCcalls: LuaLayout

        /// <summary>The bits of nCcalls that count calls which cannot yield.</summary>
        internal const uint UnyieldableMask = 0xffff0000; // yieldable(): LuaLayout

        /// <summary>The status of a thread that has yielded.</summary>
        internal const byte Yielded = 1; // LUA_YIELD: DeferredExitProbe

        /// <summary>
        /// The bytes of a new thread's stack, and the bytes after stack_last. For SlabAllocator, the size is only a
        /// hint.
        /// </summary>
        internal const nuint StackSize = 720; // BASIC_STACK_SIZE + EXTRA_STACK: LuaLayout
        internal const nuint StackReserve = 80; // EXTRA_STACK: LuaLayout
    }

    /// <summary>
    /// CallInfo (lstate.h). The meaning of its unions depends on the function, Lua or C, and on the kind of call.
    /// </summary>
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
        internal const ushort IsC = 1 << 1; // CIST_C: CallProbe, finds_indexed
        internal const ushort IsProtected = 1 << 4; // CIST_YPCALL: CallProbe
        internal const ushort ErrorMask = 7 << 10; // CIST_RECST: ThreadClosingProbe

        /// <summary>
        /// If a variable is to be closed, nresults is this value minus the number of results that the caller expects.
        /// </summary>
        internal const int ClosingResults = -3; // codeNresults() (lapi.h): LuaLayout.MarkToClose
    }

    /// <summary>TValue and StackValue (lobject.h). The low four bits of a tag are the result of lua_type.</summary>
    internal static class TValue
    {
        internal const int Size = 16; // sizeof(TValue): LuaLayout
        internal const int Tag = 8; // tt_: LuaLayout

        /// <summary>The distance in slots from a to-be-closed value down to the previous to-be-closed value.</summary>
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
        internal const int Prototype = 24; // p: LineCoverage
        internal const int FirstUpvalue = 32; // upvals: finds_indexed
    }

    /// <summary>Proto (lobject.h).</summary>
    internal static class Prototype
    {
        /// <summary>The kind of object that Lua passes to the allocator with the size of a new prototype.</summary>
        internal const nuint Kind = 10; // LUA_TPROTO: ScriptPlaces

        internal const int Source = 112; // source: LineCoverage
    }

    /// <summary>TString (lobject.h).</summary>
    internal static class TString
    {
        internal const int Contents = 24; // contents: LineCoverage
    }

    /// <summary>UpVal (lobject.h).</summary>
    internal static class UpVal
    {
        internal const int Target = 16; // v: RunningThread, finds_indexed
        internal const int OwnValue = 24; // u.value, of a closed upvalue: RunningThread
    }

    /// <summary>Instruction (lopcodes.h): the opcodes that index, and their operand B.</summary>
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
