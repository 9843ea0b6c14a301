using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Descriptors;

/// <summary><c>file_descriptor</c>: what release() gives and assign() takes. No function suspends.</summary>
internal sealed class FileDescriptorModule(ObjectType<FileDescriptor> descriptors) : LuaModule
{
    public override string Name => "file_descriptor";

    public override string Shim => "file_descriptor.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("close", Close),
        new("dup", Duplicate),
        new("__tostring", ToText),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(descriptors);

    internal static ObjectType<FileDescriptor> CreateType() => new("file_descriptor", static descriptor => descriptor.Collect(), cost: 300);

    /// <summary><c>close(self)</c>: EBADF when it is closed already or was given to a socket.</summary>
    private int Close(LuaCall call)
    {
        descriptors.Get(call, 1).Close();
        return 0;
    }

    /// <summary><c>dup(self) -> file_descriptor</c>: another descriptor of the same open file (dup(2), closed on exec).</summary>
    private int Duplicate(LuaCall call)
    {
        var descriptor = descriptors.Get(call, 1);
        descriptors.PushNew(call, call => DescriptorLimit.Make(call, descriptor.Duplicate));
        return 1;
    }

    private int ToText(LuaCall call)
    {
        var descriptor = descriptors.Get(call, 1);
        return call.Return(descriptor.IsOpen ? $"/dev/fd/{descriptor.Number}" : "file_descriptor (closed)");
    }
}
