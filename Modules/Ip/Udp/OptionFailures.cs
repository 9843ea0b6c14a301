using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>The failures of set_option and get_option that suggest an option or a value.</summary>
internal static class OptionFailures
{
    private const int NameArgument = 2;

    /// <summary>
    /// Returns the failure for an unknown option, or for get_option of an option that can only be set.
    /// </summary>
    internal static LuaFailure Unknown(string name, IEnumerable<string> names) => LuaCall.Invalid(
        NameArgument,
        MulticastOptions.Names.Contains(name)
            ? $"the option '{name}' can only be set"
            : $"there is no option '{name}'"
                + (FamiliarOptions.Of(name) is { } ours ? $" (did you mean '{ours}'?)" : NearestName.Hint(name, names)),
        Errno.ENOTSUP);

    /// <summary>Returns the failure for an unknown name of an interface.</summary>
    internal static LuaFailure NoInterface(int argument, string name) =>
        LuaCall.Invalid(argument, $"there is no interface '{name}'", Errno.ENODEV);
}
