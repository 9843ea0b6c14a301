using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Errors;

/// <summary>
/// Returns the messages of error codes. Each category has the texts of the C library, Boost.Asio or moonwire.
/// </summary>
internal static class ErrorMessages
{
    internal static string For(ErrorCategory category, int code) => (category, code) switch
    {
        (ErrorCategory.System or ErrorCategory.Generic, _) => Marshal.GetPInvokeErrorMessage(code),
        (ErrorCategory.Runtime, _) => RuntimeErrors.Message(code) ?? $"Unknown error {code}",
        _ => AsioError.Find(category, code)?.Message ?? $"{ErrorRegistry.Name(category)} error",
    };
}
