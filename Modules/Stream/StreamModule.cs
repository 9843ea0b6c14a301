using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Stream;

/// <summary>
/// <c>stream</c>: reads and writes whole buffers and records of any object that has read_some or write_some. The module
/// is written in Lua.
/// </summary>
internal sealed class StreamModule : LuaModule
{
    public override string Name => "stream";

    public override string Shim => "stream.lua";

    public override IReadOnlyList<ModuleFunction> Functions => [];

    public override void AddValues(ModuleBuilder builder) =>
        builder.Add("EINVAL", Errno.EINVAL).Add("EOF", MiscErrors.EndOfFile).Add("EMSGSIZE", Errno.EMSGSIZE)
            .Add("EBUSY", Errno.EBUSY).Add("ERANGE", Errno.ERANGE);
}
