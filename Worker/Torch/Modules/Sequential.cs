using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) =>
                new(modules.Select((module, i) => ($"{i}", module)));

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Modules one after the other. What passes between them is freed as soon as the next has read it, but for gradients' needs.</summary>
    public sealed class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly (string name, nn.Module<Tensor, Tensor> submodule)[] modules;

        internal Sequential(IEnumerable<(string name, nn.Module<Tensor, Tensor> submodule)> modules)
            : base(nameof(Sequential))
        {
            this.modules = [.. modules];
            foreach (var (name, submodule) in this.modules)
            {
                register_module(name, submodule);
            }
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var output = input.alias();
            foreach (var (_, module) in modules)
            {
                output = module.call(output);
            }
            return output.MoveToOuterDisposeScope();
        }
    }
}
