using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>The failures of set_option and get_option that say which option or value was meant.</summary>
internal static class OptionFailures
{
    private const int NameArgument = 2;

    /// <summary>No option of the given names has this name, or get_option was asked for an option that can only be set.</summary>
    internal static LuaFailure Unknown(string name, IEnumerable<string> names) => LuaCall.Invalid(
        NameArgument,
        MulticastOptions.Names.Contains(name)
            ? $"the option '{name}' can only be set"
            : $"there is no option '{name}'{(FamiliarOptions.Of(name) is { } ours ? $" (did you mean '{ours}'?)" : NearestName.Hint(name, names))}",
        Errno.ENOTSUP);

    /// <summary>No interface has this name, which may be the text of an address.</summary>
    internal static LuaFailure NoInterface(int argument, string name) => LuaCall.Invalid(
        argument,
        $"there is no interface '{name}'{(IpAddress.TryParse(name, out _) ? $"; an address is written ip.address.new(\"{name}\")" : "")}",
        Errno.ENODEV);
}
