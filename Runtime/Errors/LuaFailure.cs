using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Errors;

/// <summary>Thrown by a managed function for what the script did wrong or the system refused; becomes a Lua error.</summary>
#pragma warning disable CA1032, CA1710 // made from a LuaError only
public sealed class LuaFailure : Exception
#pragma warning restore CA1032, CA1710
{
    public LuaFailure(LuaError error)
        : base(error.Message) => Error = error;

    public LuaError Error { get; }

    /// <summary>A wrong argument: EINVAL of the generic category, naming the position and what was expected.</summary>
    public static LuaFailure BadArgument(int argument, string expectation, int errno = Errno.EINVAL) =>
        new(LuaError.Generic(errno) with { Argument = argument, Detail = expectation });

    /// <summary>Pushes the error as the single result of the function named <paramref name="function"/>.</summary>
    internal int Push(LuaThread stack, string function)
    {
        Error.Push(stack, function);
        return 1;
    }

    /// <summary>Pushes a plain message as the error.</summary>
    internal static int PushMessage(LuaThread stack, string message)
    {
        stack.Push(message);
        return 1;
    }
}
