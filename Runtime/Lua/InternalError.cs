namespace Moonwire.Runtime.Lua;

/// <summary>A defect of this program: an exception that no function which Lua calls should let out.</summary>
internal static class InternalError
{
    /// <summary>Called with the name of the function and the exception; must not return.</summary>
    internal static Action<string, Exception> Report { get; set; } =
        static (name, exception) => Environment.FailFast($"moonwire: unexpected exception in '{name}'", exception);
}
