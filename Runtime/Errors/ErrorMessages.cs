using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Errors;

/// <summary>The text of an error code, as the category's own documentation words it.</summary>
internal static class ErrorMessages
{
    internal static string For(ErrorCategory category, int code) => (category, code) switch
    {
        (ErrorCategory.System or ErrorCategory.Generic, _) => Marshal.GetPInvokeErrorMessage(code),
        (ErrorCategory.Runtime, RuntimeErrors.Interrupted) => "Fiber interrupted",
        (ErrorCategory.Misc, MiscErrors.AlreadyOpen) => "Already open",
        (ErrorCategory.Misc, MiscErrors.EndOfFile) => "End of file",
        (ErrorCategory.Misc, MiscErrors.NotFound) => "Element not found",
        (ErrorCategory.Misc, MiscErrors.DescriptorSetFull) => "The descriptor does not fit into the select call's fd_set",
        _ => $"Unknown error {code}",
    };
}
