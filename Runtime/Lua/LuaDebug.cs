using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Lua;

/// <summary>The struct <c>lua_Debug</c> of Lua 5.4 (https://www.lua.org/manual/5.4/manual.html#lua_Debug).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LuaDebug
{
    public int Event;
    public byte* Name;
    public byte* NameWhat;
    public byte* What;
    public byte* Source;
    public nuint SourceLength;
    public int CurrentLine;
    public int LineDefined;
    public int LastLineDefined;
    public byte UpvalueCount;
    public byte ParameterCount;
    public byte IsVararg;
    public byte IsTailCall;
    public ushort FirstTransferred;
    public ushort TransferredCount;
    public fixed byte ShortSource[60];
    public nint CallInfo;
}
