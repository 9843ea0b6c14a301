namespace Moonwire.Runtime.Lua;

/// <summary>Reports a defect of this program: an exception that a function called by Lua has not handled.</summary>
internal static class InternalError
{
    /// <summary>Called with the name of the function and the exception. Must not return.</summary>
    internal static Action<string, Exception> Report { get; set; } =
        static (name, exception) => Environment.FailFast($"moonwire: unexpected exception in '{name}'", exception);
}
