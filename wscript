# SPDX-License-Identifier: GPL-2.0-only
#
# The module in an ns-3 tree up to 3.35, built by waf. From 3.36 on ns-3 reads CMakeLists.txt instead.


def required_boost_libs(conf):
    conf.env['REQUIRED_BOOST_LIBS'] += ['program_options']


def configure(conf):
    conf.check_cxx(lib='cryptopp', header_name='cryptopp/siphash.h', uselib_store='CRYPTOPP',
                   msg='Checking for Crypto++')


def build(bld):
    sources = ['model/protocol/*.cc', 'model/stack/*.cc', 'helper/*.cc']
    public_headers = ['model/protocol/*.h', 'model/stack/*.h', 'helper/*.h']

    module = bld.create_ns3_module('tcp-lifecycle', ['core', 'network', 'internet', 'traffic-control',
                                                     'point-to-point', 'applications'])
    module.source = [node.path_from(bld.path) for node in bld.path.ant_glob(sources)]
    module.use.append('CRYPTOPP')

    headers = bld(features='ns3header')
    headers.module = 'tcp-lifecycle'
    headers.source = [node.path_from(bld.path) for node in
                      bld.path.ant_glob(public_headers, excl=['**/*-private.h'])]

    if bld.env.ENABLE_EXAMPLES:
        bld.recurse('examples')
