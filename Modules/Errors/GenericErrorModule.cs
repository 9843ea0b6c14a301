using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Errors;

/// <summary><c>generic_error</c>: errors of the generic category by their errno names. No function suspends.</summary>
internal sealed class GenericErrorModule : LuaModule
{
    private static readonly Lazy<Dictionary<string, int>> Codes =
        new(static () => new(Errno.Names, StringComparer.Ordinal));

    public override string Name => "generic_error";

    public override string Shim => "generic_error.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("codes", static call => ErrorNames.Return(call, Codes.Value)),
        new("__index", static call => throw ErrorNames.Unknown(call, "generic_error", Codes.Value.Keys)),
    ];
}
