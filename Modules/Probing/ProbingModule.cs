using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Os;

namespace Moonwire.Modules.Probing;

/// <summary>
/// The system functions that the Lua files of <c>moonwire probe</c> call. Scripts cannot reach these functions. No
/// function suspends.
/// </summary>
internal sealed class ProbingModule : LuaModule
{
    private const int Usual = 80;

    public override string Name => "probing";

    public override string Shim => "probing.lua";

    /// <remarks>
    /// <c>columns(descriptor: integer) -> integer</c>: the number of columns of a terminal, 80 if the terminal does not
    /// tell, or 0 for other files.
    /// <c>is_special(path: string) -> boolean, boolean</c>: true for a pipe, a device or an open descriptor; and true
    /// for an open descriptor.
    /// <c>descriptors() -> integer</c>: raises the number of descriptors that this process may open, and returns the
    /// number.
    /// </remarks>
    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("columns", static call => call.Return((long)Columns((int)call.Integer(1)))),
        new("descriptors", static call => call.Return(SpareDescriptors.Raise())),
        new("is_special", IsSpecial),
    ];

    private static int IsSpecial(LuaCall call)
    {
        var kind = FileCalls.KindOf(call.Bytes(1), out _);
        call.Stack.Push(kind is FileKind.Special or FileKind.Descriptor);
        call.Stack.Push(kind == FileKind.Descriptor);
        return 2;
    }

    private static int Columns(int descriptor) =>
        TestCalls.Columns(descriptor) is > 0 and var columns ? columns
            : OutputDescriptor.IsTerminal(descriptor) ? Usual : 0;
}
