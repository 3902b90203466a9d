find_package(GTest REQUIRED)
include(GoogleTest)

# What a sanitizer watches takes its time: the factor of all tests' time limits.
if(BDP_SANITIZE)
  set(BDP_TEST_PATIENCE 10)
else()
  set(BDP_TEST_PATIENCE 1)
endif()
math(EXPR BDP_UNIT_TEST_SECONDS "60 * ${BDP_TEST_PATIENCE}")

# bdp_module(NAME [DEPENDS module...] [LINKS library...])
#
# One folder of src/ is one library, one namespace and one test program: every *.cpp of the
# folder, less its *_test.cpp, makes bdp_NAME; the *_test.cpp make bdp_NAME_test.
function(bdp_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp *.h)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM arg_DEPENDS PREPEND bdp_)

  set(compiled ${sources})
  list(FILTER compiled INCLUDE REGEX "\\.cpp$")
  if(compiled)
    add_library(bdp_${name} STATIC ${sources})
    target_link_libraries(bdp_${name} PUBLIC bdp_flags ${arg_DEPENDS} ${arg_LINKS})
  else()
    add_library(bdp_${name} INTERFACE)
    target_link_libraries(bdp_${name} INTERFACE bdp_flags ${arg_DEPENDS} ${arg_LINKS})
  endif()

  if(tests)
    add_executable(bdp_${name}_test ${tests})
    target_link_libraries(bdp_${name}_test PRIVATE bdp_${name} GTest::gmock GTest::gtest_main)
    gtest_discover_tests(bdp_${name}_test TEST_PREFIX ${name}/ DISCOVERY_TIMEOUT 60
      PROPERTIES TIMEOUT ${BDP_UNIT_TEST_SECONDS} LABELS unit)
  endif()
endfunction()

# bdp_must_not_compile(FILE LINKS library...)
#
# Builds FILE twice: as it is, which must work, and with -DMISUSE, which must not.
function(bdp_must_not_compile file)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  get_filename_component(name ${file} NAME_WE)
  foreach(variant use misuse)
    set(target compile_${name}_${variant})
    add_library(${target} OBJECT EXCLUDE_FROM_ALL ${file})
    target_link_libraries(${target} PRIVATE ${arg_LINKS})
    add_test(NAME compile/${name}_${variant}
      COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target ${target})
    set_tests_properties(compile/${name}_${variant} PROPERTIES RESOURCE_LOCK build LABELS compile)
  endforeach()
  target_compile_definitions(compile_${name}_misuse PRIVATE MISUSE)
  set_tests_properties(compile/${name}_misuse PROPERTIES WILL_FAIL ON)
endfunction()
