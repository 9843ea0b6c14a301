<#
.SYNOPSIS
Builds moonwire.
.DESCRIPTION
Runs the targets in the order given:
Restore  fetches the packages
Build    compiles everything; warnings are errors
Format   fails if the layout of a source file is wrong
Test     builds and runs all tests
Publish  compiles the executable ahead of time into artifacts/publish
Package  publishes, and makes an archive and a Debian package in artifacts/package
Tool     makes packages for "dotnet tool install" in artifacts/package
Clean    deletes the folder artifacts
CI (.ci/run) runs these targets too. Without an installed PowerShell: dotnet tool restore; dotnet pwsh build.ps1 Build
.EXAMPLE
./build.ps1 Build, Test -Configuration Debug
#>
[CmdletBinding()]
param(
    [ValidateSet('Restore', 'Build', 'Format', 'Test', 'Publish', 'Package', 'Tool', 'Clean')]
    [string[]] $Target = @('Build'),

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # The dotnet command to use.
    [string] $DotNet = 'dotnet',

    # The folder for all built files; without it, artifacts next to this script.
    [string] $Artifacts
)

# The script uses only the language, .NET types and external commands, because the tests run it without the modules of
# PowerShell.
$ErrorActionPreference = 'Stop'
$solution = [IO.Path]::Combine($PSScriptRoot, 'Moonwire.slnx')
$interpreter = [IO.Path]::Combine($PSScriptRoot, 'Interpreter')
if ($Artifacts) {
    $Artifacts = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Artifacts)
}
$properties = if ($Artifacts) { , "-p:ArtifactsPath=$Artifacts" } else { @() }
$built = if ($Artifacts) { $Artifacts } else { [IO.Path]::Combine($PSScriptRoot, 'artifacts') }
$assets = [IO.Path]::Combine($built, 'obj', 'Interpreter', 'project.assets.json')
$packages = [IO.Path]::Combine($built, 'package', $Configuration.ToLowerInvariant())

function Invoke-DotNet {
    & $DotNet $args $properties
    if ($LASTEXITCODE -ne 0) {
        throw "$DotNet $args failed with exit status $LASTEXITCODE."
    }
}

# Returns the platform of this machine. Packages are made for it only, because they need the output of the executable.
function Get-Runtime {
    $system = if ([OperatingSystem]::IsLinux()) { 'linux' } elseif ([OperatingSystem]::IsMacOS()) { 'osx' } else { 'win' }
    "$system-$([Runtime.InteropServices.RuntimeInformation]::OSArchitecture)".ToLowerInvariant()
}

function Get-Version {
    $build = [xml][IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, 'Directory.Build.props'))
    $build.SelectSingleNode('/Project/PropertyGroup/Version').InnerText
}

foreach ($name in $Target) {
    switch ($name) {
        'Restore' { Invoke-DotNet restore $solution }
        'Build' { Invoke-DotNet build $solution --configuration $Configuration -warnaserror }
        'Format' {
            # Takes no property. The restored files must be below this script.
            $properties = @()
            Invoke-DotNet format whitespace $solution --no-restore --verify-no-changes
        }
        'Test' { Invoke-DotNet test --solution $solution --configuration $Configuration }
        'Publish' { Invoke-DotNet publish $interpreter --configuration $Configuration }
        'Package' {
            . ([IO.Path]::Combine($PSScriptRoot, 'packaging', 'packages.ps1'))
            $runtime = Get-Runtime
            Invoke-DotNet publish $interpreter --configuration $Configuration --runtime $runtime
            $package = @{
                Repository = $PSScriptRoot
                Executable = [IO.Path]::Combine($built, 'publish', 'Interpreter', "${Configuration}_$runtime".ToLowerInvariant(), 'moonwire')
                Version = Get-Version
                Runtime = $runtime
                AssetsFile = $assets
                Folder = $packages
            }
            New-Packages @package
        }
        'Tool' {
            . ([IO.Path]::Combine($PSScriptRoot, 'packaging', 'packages.ps1'))
            $runtime = Get-Runtime
            $notices = [IO.Path]::Combine($packages, 'NOTICES')
            Invoke-DotNet restore $interpreter '-p:AsTool=true'
            Write-Notices $assets $runtime $notices
            Invoke-DotNet pack $interpreter --configuration $Configuration '-p:AsTool=true' "-p:NoticesFile=$notices"
            Invoke-DotNet pack $interpreter --configuration $Configuration --runtime $runtime '-p:AsTool=true' "-p:NoticesFile=$notices"
        }
        'Clean' {
            $default = [IO.Path]::Combine($PSScriptRoot, 'artifacts')
            if ([IO.Directory]::Exists($default)) {
                [IO.Directory]::Delete($default, $true)
            }
        }
    }
}
