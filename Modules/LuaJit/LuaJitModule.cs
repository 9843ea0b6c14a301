using Moonwire.Runtime.Binding;

namespace Moonwire.Modules.LuaJit;

/// <summary>
/// <c>bit</c>, and the global <c>unpack</c>: what scripts for LuaJIT expect and Lua 5.4 does otherwise. All of it is in
/// the shim. No function suspends.
/// </summary>
internal sealed class LuaJitModule : LuaModule
{
    public override string Name => "bit";

    public override string Shim => "luajit.lua";

    public override bool IsGlobal => true;

    public override IReadOnlyList<ModuleFunction> Functions => [];
}
