using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Descriptors;

/// <summary>
/// <c>file_descriptor</c>: the descriptors that release() returns and assign() takes. No function suspends.
/// </summary>
internal sealed class FileDescriptorModule(ObjectType<FileDescriptor> descriptors) : LuaModule
{
    public override string Name => "file_descriptor";

    public override string Shim => "file_descriptor.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("from_number", FromNumber),
        new("close", Close),
        new("dup", Duplicate),
        new("__tostring", ToText),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(descriptors);

    internal static ObjectType<FileDescriptor> CreateType() =>
        new("file_descriptor", static descriptor => descriptor.Collect(), cost: 300);

    /// <summary>
    /// <c>from_number(number: integer) -> file_descriptor</c>: takes over a descriptor that the program was started
    /// with. EBADF (system) without such a descriptor; EPERM (generic) if it was taken over before.
    /// </summary>
    private int FromNumber(LuaCall call)
    {
        const int Standard = 2;
        var number = call.Integer(1);
        if (number is < 0 or > int.MaxValue)
        {
            throw LuaCall.Invalid(1, $"{number} is not a descriptor");
        }

        if (number <= Standard)
        {
            const string Remedy = "dup() of system.in_, system.out or system.err makes another one";
            throw LuaCall.Invalid(1, $"descriptor {number} belongs to the whole program; {Remedy}", Errno.EPERM);
        }

        descriptors.PushNew(call, _ => FileDescriptor.FromNumber((int)number));
        return 1;
    }

    /// <summary><c>close(self)</c>: EBADF if the descriptor is closed or was given to a socket.</summary>
    private int Close(LuaCall call)
    {
        descriptors.Get(call, 1).Close();
        return 0;
    }

    /// <summary>
    /// <c>dup(self) -> file_descriptor</c>: another descriptor of the open file (dup(2), closed on exec).
    /// </summary>
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
