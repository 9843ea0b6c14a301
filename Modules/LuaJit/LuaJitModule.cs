using Moonwire.Runtime.Binding;

namespace Moonwire.Modules.LuaJit;

/// <summary>
/// <c>bit</c>, and the global <c>unpack</c>, for scripts that were written for LuaJIT. The shim has all of the code. No
/// function suspends.
/// </summary>
internal sealed class LuaJitModule : LuaModule
{
    public override string Name => "bit";

    public override string Shim => "luajit.lua";

    public override bool IsGlobal => true;

    public override IReadOnlyList<ModuleFunction> Functions => [];
}
