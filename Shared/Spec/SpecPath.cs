using Shared.Catalogue;

namespace Shared.Spec;

/// <summary>Where in a spec something stands, as people read it: <c>search.loss.focal.gamma</c>.</summary>
internal static class SpecPath
{
    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>
    /// The place of a parameter of the search space: loss, resampling, optimizer and output bias stand below
    /// <c>search</c>, model and training where their path says.
    /// </summary>
    public static string OfParameter(string parameter) =>
        Components.All.Any(kind => parameter == kind.Name || parameter.StartsWith(kind.Name + ".", StringComparison.Ordinal)) ? $"search.{parameter}" : parameter;
}
