using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a model: named parameters (learnt), buffers (kept, not learnt) and submodules, each in order of registration.
        /// It owns them: they leave every dispose scope when registered and are freed with it.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly string name;
            private readonly OrderedDictionary<string, Parameter> ownParameters = [];
            private readonly OrderedDictionary<string, Tensor> ownBuffers = [];
            private readonly OrderedDictionary<string, Module> ownModules = [];

            protected Module(string name) => this.name = name;

            /// <summary>True while training: dropout drops, batch norm takes the batch's own statistics.</summary>
            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => name;

            public virtual void train(bool on = true)
            {
                training = on;
                foreach (var module in ownModules.Values)
                {
                    module.train(on);
                }
            }

            public virtual void eval() => train(false);

            /// <summary>Takes every parameter's gradient away, or fills it with zeros.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    ZeroGrad(parameter, set_to_none);
                }
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                param.DetachFromDisposeScope();
                ownParameters.Add(name, param);
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                tensor.DetachFromDisposeScope();
                ownBuffers.Add(name, tensor);
            }

            public virtual void register_module(string name, Module submodule)
            {
                ArgumentNullException.ThrowIfNull(submodule);
                submodule.RegisterComponents();
                ownModules.Add(name, submodule);
            }

            /// <summary>Registers every field that holds a module, a parameter or a tensor and is not registered yet, under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                {
                    switch (field.GetValue(this))
                    {
                        case Module module when !ownModules.ContainsValue(module):
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter when !ownParameters.ContainsValue(parameter):
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor when tensor is not Modules.Parameter && !ownBuffers.ContainsValue(tensor):
                            register_buffer(field.Name, tensor);
                            break;
                        default:
                            break;
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(named => named.parameter);

            /// <summary>Own parameters first, then those of submodules as "submodule.parameter".</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Named(module => module.ownParameters, recurse);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                Named(module => module.ownBuffers, recurse);

            public virtual IEnumerable<(string name, Module module)> named_children() =>
                ownModules.Select(named => (named.Key, named.Value));

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }
                foreach (var tensor in ownParameters.Values.Concat(ownBuffers.Values))
                {
                    tensor.Dispose();
                }
                foreach (var module in ownModules.Values)
                {
                    module.Dispose();
                }
            }

            private IEnumerable<(string, T)> Named<T>(Func<Module, IEnumerable<KeyValuePair<string, T>>> own, bool recurse)
            {
                foreach (var (name, part) in own(this))
                {
                    yield return (name, part);
                }
                if (!recurse)
                {
                    yield break;
                }
                foreach (var (prefix, module) in ownModules)
                {
                    foreach (var (name, part) in module.Named(own, recurse))
                    {
                        yield return ($"{prefix}.{name}", part);
                    }
                }
            }
        }

        /// <summary>A module of one input.</summary>
        public abstract class Module<T, TResult> : Module
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }

        /// <summary>A module of three inputs.</summary>
        public abstract class Module<T1, T2, T3, TResult> : Module
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            public TResult call(T1 input1, T2 input2, T3 input3) => forward(input1, input2, input3);
        }

        internal static void ZeroGrad(Tensor parameter, bool setToNone)
        {
            if (setToNone)
            {
                parameter.grad = null;
                return;
            }
            using var grad = parameter.grad;
            grad?.zero_();
        }
    }
}
