<#
.SYNOPSIS
Builds moonwire.
.DESCRIPTION
Runs the targets in the order given:
Restore  fetches the packages
Build    compiles everything, warnings being errors
Test     builds and runs all tests
Publish  compiles the executable ahead of time into artifacts/publish
Clean    deletes everything built
.EXAMPLE
./build.ps1 Build, Test -Configuration Debug
#>
[CmdletBinding()]
param(
    [ValidateSet('Restore', 'Build', 'Test', 'Publish', 'Clean')]
    [string[]] $Target = @('Build'),

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # The dotnet command to use.
    [string] $DotNet = 'dotnet'
)

# Only the language, .NET types and external commands: the script also runs where the modules of PowerShell are absent.
$ErrorActionPreference = 'Stop'
$solution = [IO.Path]::Combine($PSScriptRoot, 'Moonwire.slnx')

function Invoke-DotNet {
    & $DotNet $args
    if ($LASTEXITCODE -ne 0) {
        throw "$DotNet $args failed with exit status $LASTEXITCODE."
    }
}

foreach ($name in $Target) {
    switch ($name) {
        'Restore' { Invoke-DotNet restore $solution }
        'Build' { Invoke-DotNet build $solution --configuration $Configuration }
        'Test' { Invoke-DotNet test --solution $solution --configuration $Configuration }
        'Publish' {
            Invoke-DotNet publish ([IO.Path]::Combine($PSScriptRoot, 'Interpreter')) --configuration $Configuration
        }
        'Clean' {
            $artifacts = [IO.Path]::Combine($PSScriptRoot, 'artifacts')
            if ([IO.Directory]::Exists($artifacts)) {
                [IO.Directory]::Delete($artifacts, $true)
            }
        }
    }
}
